import type { StandardSchema } from 'clacks'
import type { MessageSchema } from '../class-schema.js'
import type { MessageFault } from '../fault.js'
import { MessageRules } from '../message-rules.js'
import { inWords } from '../words.js'

/** The fields of a message, beside `class` and `version`, before anything is known of them. */
export type Fields = Readonly<Record<string, unknown>>

/** Makes the fields of a version out of those of the version before. */
export type Upgrade = (old: Fields) => Fields

/** One class of messages, as an application declares it. */
export interface MessageClass<
  Schema extends MessageSchema | StandardSchema = MessageSchema | StandardSchema,
> {
  /** The fields beside `class` and `version`: JSON Schema (draft 7), or a schema of any Standard Schema library. */
  readonly schema: Schema
  /** The version that the schema describes. Default 1; a message without `version` is of version 1. */
  readonly version?: number
  /** By the version that it takes: what makes the next one of it. */
  readonly upgrades?: Readonly<Record<number, Upgrade>>
  /** What messages of this class are for, for the documentation. */
  readonly description?: string
}

/** What reading a message gives. */
export type Read =
  /** It is right; the fields as the schema leaves them. */
  | { readonly fields: unknown }
  | { readonly faults: readonly MessageFault[] }
  /** Of a version that this application does not know yet. */
  | { readonly newer: number }

/** Checks the messages of one class, those of older versions after upgrading them. */
export class MessageReader {
  readonly name: string
  readonly version: number
  readonly #upgrades: Readonly<Record<number, Upgrade>>
  readonly #check: (fields: Fields) => Read | Promise<Read>

  /** @throws TypeError for a version that is none, or an upgrade that is missing; WrongSchema for what is no schema */
  constructor(name: string, { schema, version = 1, upgrades = {} }: MessageClass) {
    if (!Number.isInteger(version) || version < 1)
      throw new TypeError(
        `The version of the class ${inWords(name)} is ${inWords(version)}; expected a whole number from 1.`,
      )
    for (let from = 1; from < version; from++) {
      if (typeof upgrades[from] !== 'function')
        throw new TypeError(
          `The class ${inWords(name)} has version ${version}, but no upgrade from ${from}: add \`upgrades: { ${from}: (old) => … }\`.`,
        )
    }
    this.name = name
    this.version = version
    this.#upgrades = upgrades
    this.#check = isStandardSchema(schema)
      ? (fields) => byStandardSchema(schema, fields)
      : byJsonSchema(name, schema)
  }

  /** Never throws, and never rejects: an upgrade or a schema that fails is a fault of the message. */
  read(message: Fields): Read | Promise<Read> {
    const { class: _, version = 1, ...fields } = message
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
      return { faults: [{ path: ['version'], found: inWords(version), expected: 'a whole number from 1' }] }
    if (version > this.version) return { newer: version }
    try {
      const read = this.#check(this.#upgraded(fields, version))
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
  return {
    faults: [{ path: [], found: 'an object', expected: `what can be upgraded and checked (${reason})` }],
  }
}

function byJsonSchema(name: string, schema: MessageSchema): (fields: Fields) => Read {
  const rules = new MessageRules({ schemas: { [name]: schema }, fill: true })
  return (fields) => {
    const { message, faults } = rules.check({ ...fields, class: name })
    if (faults.length > 0 || !isObject(message)) return { faults }
    const { class: _, ...filled } = message
    return { fields: filled }
  }
}

function byStandardSchema(schema: StandardSchema, fields: Fields): Read | Promise<Read> {
  const result = schema['~standard'].validate(fields)
  return result instanceof Promise ? result.then((late) => outcome(late, fields)) : outcome(result, fields)
}

type Result = Exclude<ReturnType<StandardSchema['~standard']['validate']>, Promise<unknown>>

function outcome(result: Result, fields: Fields): Read {
  if (result.issues === undefined) return { fields: result.value }
  return {
    faults: result.issues.map(({ message, path = [] }) => {
      const keys = path.map((step) => (typeof step === 'object' ? step.key : step))
      const found = keys.reduce<unknown>(
        (inner, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined),
        fields,
      )
      const steps = keys.map((key) => (typeof key === 'symbol' ? String(key) : key))
      return { path: steps, found: inWords(found), expected: message }
    }),
  }
}

/** Whether a schema is of a Standard Schema library. Some of them make functions. */
export function isStandardSchema(schema: object): schema is StandardSchema {
  return '~standard' in schema
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
