import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import {
  ClacksError,
  decimalMultipleOf,
  describeValue,
  type Issue,
  issuesFromAjv,
  mismatch,
  stringifyMessage,
} from 'clacks'
import { classIssue } from './class-issue.js'
import { classSchema, schemaOfFields } from './class-schema.js'
import type { MessageFormatterOptions } from './options.js'
import { isSignature, SIGNATURE_FIELD } from './signature-field.js'

/** The result of a check. */
export interface CheckResult {
  /** The message; with `fill` or `coerce`, a changed copy if it is valid. */
  readonly message: unknown
  /** Empty for a valid message. */
  readonly issues: readonly Issue[]
}

/** The schema of a message class is not a valid JSON Schema. */
export class InvalidSchemaError extends ClacksError {
  readonly messageClass: string
  /** What is wrong with the schema. */
  readonly reason: string

  constructor(messageClass: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const text = `The schema of the class ${describeValue(messageClass)} is not a valid JSON Schema (draft 7): ${reason}.`
    super('ERR_CLACKS_PLUGIN_OPTIONS', text, { cause })
    this.messageClass = messageClass
    this.reason = reason
  }
}

/** The compiled schema of one message class. */
interface Rule {
  /** Stops at the first issue: a hostile message must not cost more than a valid one. */
  readonly first: ValidateFunction
  /** Finds all issues, for messages that are small enough. */
  readonly all: ValidateFunction
  /** Fields that every message may have, and that the schema does not know. */
  readonly hidden: readonly string[]
}

/** A message with more values is reported with its first issue only. */
const MAX_VALUES = 1_000

/** The rules that messages must follow, compiled once. Stateless. */
export class MessageRules {
  readonly #classes = new Map<string, Rule>()
  readonly #any: Rule | undefined
  readonly #passOthers: boolean
  readonly #changes: boolean

  /** @throws InvalidSchemaError */
  constructor(options: MessageFormatterOptions) {
    const {
      class: name,
      required = [],
      optional = [],
      schemas,
      otherClasses,
      fill = false,
      coerce = false,
    } = options
    const compilers = (composed: boolean) => ({
      first: compiler({ allErrors: false, fill, coerce, composed }),
      all: compiler({ allErrors: true, fill, coerce, composed }),
    })
    const plain = compilers(false)
    const compile = (messageClass: string | undefined, written: object): Rule => {
      const { schema, composed, hidden } = classSchema(messageClass, written)
      const { first, all } = composed ? compilers(true) : plain
      return {
        first: compiled(first, messageClass, schema),
        all: compiled(all, messageClass, schema),
        hidden,
      }
    }
    for (const [messageClass, schema] of Object.entries(schemas ?? {})) {
      this.#classes.set(messageClass, compile(messageClass, schema))
    }
    const fields = schemaOfFields(required, optional)
    if (name !== undefined) this.#classes.set(name, compile(name, fields))
    this.#any = this.#classes.size === 0 ? compile(undefined, fields) : undefined
    this.#passOthers = otherClasses === 'pass'
    this.#changes = fill || coerce
  }

  /** Never throws. */
  check(message: unknown): CheckResult {
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      return {
        message,
        issues: [mismatch([], 'an object with the field "class"', describeValue(message))],
      }
    }
    const messageClass: unknown = Object.hasOwn(message, 'class') ? Reflect.get(message, 'class') : undefined
    const rule = this.#any ?? (typeof messageClass === 'string' ? this.#classes.get(messageClass) : undefined)
    if (rule !== undefined) return this.#apply(rule, message)
    if (this.#passOthers && messageClass !== undefined) return { message, issues: [] }
    return { message, issues: [classIssue(messageClass, this.#classes.keys())] }
  }

  #apply({ first, all, hidden }: Rule, message: object): CheckResult {
    try {
      const checked = without(hidden, message)
      const candidate = this.#changeable(checked)
      if (first(candidate)) return { message: this.#result(message, candidate), issues: [] }
      const isComplete = isSmall(checked) && !all(this.#changeable(checked))
      return { message, issues: issuesFromAjv(isComplete ? all.errors : first.errors, 'field') }
    } catch (thrown) {
      // A recursive schema is validated recursively, as deep as the message is nested.
      const reason = thrown instanceof RangeError ? 'nested too deeply' : `cannot be checked (${thrown})`
      return { message, issues: [{ path: [], message: reason }] }
    }
  }

  /** The message with the changes of Ajv; its fields keep their order. */
  #result(message: object, candidate: unknown): unknown {
    return this.#changes && typeof candidate === 'object' ? { ...message, ...candidate } : message
  }

  /** A copy if Ajv changes it: the message may be frozen, and stays unchanged if it is invalid. */
  #changeable(message: object): unknown {
    return this.#changes ? JSON.parse(stringifyMessage(message)) : message
  }
}

/** The message that a schema is applied to. What is not a signature is a field like any other. */
function without(hidden: readonly string[], message: object): object {
  if (hidden.length === 0) return message
  const left = hidden.filter(
    (field) => field !== SIGNATURE_FIELD || isSignature(Reflect.get(message, SIGNATURE_FIELD)),
  )
  return Object.fromEntries(Object.entries(message).filter(([field]) => !left.includes(field)))
}

interface Compiling {
  readonly allErrors: boolean
  readonly fill: boolean
  readonly coerce: boolean
  /** For `unevaluatedProperties`, which is slower. */
  readonly composed: boolean
}

function compiler({ allErrors, fill, coerce, composed }: Compiling): Ajv {
  const ajv = new (composed ? Ajv2019 : Ajv)({
    allErrors,
    useDefaults: fill,
    coerceTypes: coerce,
    // Without it, `toString` would be a field of every message.
    ownProperties: true,
    verbose: true,
    logger: false,
    // Reports misspelt keywords and unknown formats, but not redundant ones.
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    // Compiling reports what Ajv cannot use. The meta-schema would cost more than all other schemas
    // together.
    meta: false,
    validateSchema: false,
    // Optimizing takes longer than the rest of the compilation and does not make the code faster.
    code: { optimize: false },
  })
  addFormats.default(ajv)
  ajv.removeKeyword('multipleOf').addKeyword(decimalMultipleOf())
  return ajv
}

function compiled(ajv: Ajv, messageClass: string | undefined, schema: object): ValidateFunction {
  try {
    const validate = ajv.compile(schema)
    if ('$async' in validate) throw new TypeError('a message schema cannot be asynchronous')
    return validate
  } catch (thrown) {
    throw new InvalidSchemaError(messageClass ?? '', thrown)
  }
}

/** Counts values, level by level, up to the maximum. */
function isSmall(message: object): boolean {
  const open: unknown[] = [message]
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue
    const values = Object.values(value)
    if (open.length + values.length > MAX_VALUES) return false
    open.push(...values)
  }
  return true
}
