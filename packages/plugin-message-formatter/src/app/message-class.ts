import { describeValue, type Issue, mismatch, type StandardSchema } from 'clacks'
import { declares, type MessageSchema } from '../class-schema.js'
import { MessageRules } from '../message-rules.js'
import { isSignature, SIGNATURE_FIELD } from '../signature-field.js'

/** The unchecked fields of a message, without `class` and `version`. */
export type Fields = Readonly<Record<string, unknown>>

/** Converts the fields of one version to those of the next. */
export type Upgrade = (old: Fields) => Fields

/** One message class, as an application declares it. */
export interface MessageClass<
  Schema extends MessageSchema | StandardSchema = MessageSchema | StandardSchema,
> {
  /** The fields beside `class` and `version`: a JSON Schema (draft 7) or a Standard Schema. */
  readonly schema: Schema
  /**
   * The version that the schema describes. Default 1; a message without `version` has version 1.
   */
  readonly version?: number
  /** Upgrades by the version they start from: each returns the fields of the next version. */
  readonly upgrades?: Readonly<Record<number, Upgrade>>
  /** The purpose of these messages, for the documentation. */
  readonly description?: string
}

/** The result of reading a message. */
export type Read =
  /** A valid message: the fields as the schema returns them. */
  | { readonly fields: unknown }
  | { readonly issues: readonly Issue[] }
  /** The message has a version that this application does not know yet. */
  | { readonly newer: number }

/** Checks the messages of one class. Upgrades older versions first. */
export class MessageReader {
  readonly name: string
  readonly version: number
  readonly #upgrades: Readonly<Record<number, Upgrade>>
  readonly #check: Check
  /** Whether the signature of a message is not one of its fields. */
  readonly #hidesSignature: boolean

  /**
   * @throws TypeError for an invalid version or a missing upgrade; InvalidSchemaError for an
   * invalid schema
   */
  constructor(name: string, { schema, version = 1, upgrades = {} }: MessageClass) {
    if (!Number.isInteger(version) || version < 1)
      throw new TypeError(
        `The version of the class ${describeValue(name)} is ${describeValue(version)}; expected a positive integer.`,
      )
    for (let from = 1; from < version; from++) {
      if (typeof upgrades[from] !== 'function')
        throw new TypeError(
          `The class ${describeValue(name)} has version ${version}, but no upgrade from ${from}: add \`upgrades: { ${from}: (old) => … }\`.`,
        )
    }
    this.name = name
    this.version = version
    this.#upgrades = upgrades
    this.#check = isStandardSchema(schema) ? byStandardSchema(schema) : byJsonSchema(name, schema)
    this.#hidesSignature = isStandardSchema(schema) || !declares(schema, SIGNATURE_FIELD)
  }

  /**
   * Reads a message that was received. Never throws or rejects: an upgrade or a schema that fails
   * is an issue of the message.
   */
  read(message: Fields): Read | Promise<Read> {
    return this.#read(message, this.#check.received)
  }

  /** Reads a message of this application. A promise if the schema validates asynchronously. */
  readOwn(message: Fields): Read | Promise<Read> {
    return this.#read(message, this.#check.own)
  }

  #read(message: Fields, check: (fields: Fields) => Read | Promise<Read>): Read | Promise<Read> {
    const { class: _, version = 1, ...rest } = message
    const { [SIGNATURE_FIELD]: signature, ...unsigned } = rest
    const fields = this.#hidesSignature && isSignature(signature) ? unsigned : rest
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
      return { issues: [mismatch(['version'], 'a positive integer', describeValue(version))] }
    if (version > this.version) return { newer: version }
    try {
      const read = check(this.#upgraded(fields, version))
      return read instanceof Promise ? read.catch(failed) : read
    } catch (thrown) {
      return failed(thrown)
    }
  }

  #upgraded(fields: Fields, from: number): Fields {
    let upgraded = fields
    for (let version = from; version < this.version; version++)
      upgraded = this.#upgrades[version]?.(upgraded) ?? upgraded
    return upgraded
  }
}

function failed(thrown: unknown): Read {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return { issues: [{ path: [], message: `cannot be upgraded and checked (${reason})` }] }
}

/** Checks the fields of a message. */
interface Check {
  readonly received: (fields: Fields) => Read | Promise<Read>
  readonly own: (fields: Fields) => Read | Promise<Read>
}

function byJsonSchema(name: string, schema: MessageSchema): Check {
  const rules = new MessageRules({ schemas: { [name]: schema }, fill: true })
  const check = (fields: Fields): Read => {
    const { message, issues } = rules.check({ ...fields, class: name })
    if (issues.length > 0 || !isObject(message)) return { issues }
    const { class: _, ...filled } = message
    return { fields: filled }
  }
  return { received: check, own: check }
}

function byStandardSchema(schema: StandardSchema): Check {
  const own = (fields: Fields): Read | Promise<Read> => {
    const result = schema['~standard'].validate(fields)
    return result instanceof Promise ? result.then(readFrom) : readFrom(result)
  }
  if (!isAsyncParser(schema)) return { received: own, own }
  // `validate` of zod tries a synchronous check first. An asynchronous one that it starts and
  // abandons would end the process if it rejects.
  const received = async (fields: Fields): Promise<Read> => {
    const result = await schema.safeParseAsync(fields)
    return readFrom(result.success ? { value: result.data } : { issues: result.error.issues })
  }
  return { received, own }
}

/** A schema of zod. */
interface AsyncParser {
  safeParseAsync(
    value: unknown,
  ): Promise<
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: Extract<Result, { readonly issues: readonly unknown[] }> }
  >
}

function isAsyncParser(schema: object): schema is AsyncParser {
  return 'safeParseAsync' in schema && typeof schema.safeParseAsync === 'function'
}

type Result = Exclude<ReturnType<StandardSchema['~standard']['validate']>, Promise<unknown>>

function readFrom(result: Result): Read {
  if (result.issues === undefined) return { fields: result.value }
  return {
    issues: result.issues.map(({ message, path = [] }) => {
      const keys = path.map((step) => (typeof step === 'object' ? step.key : step))
      return { path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)), message }
    }),
  }
}

/** Whether a schema implements Standard Schema. In some libraries it is a function. */
export function isStandardSchema(schema: object): schema is StandardSchema {
  return '~standard' in schema
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** A message that is not an object has no fields, and so no class. */
export function asFields(message: unknown): Fields {
  return typeof message === 'object' && message !== null ? { ...message } : {}
}
