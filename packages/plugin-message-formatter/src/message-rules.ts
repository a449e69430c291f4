import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { ClacksError, stringifyMessage } from 'clacks'
import { schemaOfFields, wholeSchema } from './class-schema.js'
import { faultsOf, type MessageFault } from './fault.js'
import type { MessageFormatterOptions } from './options.js'
import { inWords } from './words.js'

/** What a check has found. */
export interface Finding {
  /** The message: as it was, or filled and coerced where it is right. */
  readonly message: unknown
  /** What is wrong with it; none where it is right. */
  readonly faults: readonly MessageFault[]
}

/** What is to describe the messages of a class is no schema. */
export class WrongSchema extends ClacksError {
  /** The class that it was to describe. */
  readonly messageClass: string
  /** What is wrong with it. */
  readonly reason: string

  constructor(messageClass: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const text = `The schema of the class ${inWords(messageClass)} is no JSON Schema of draft 7: ${reason}.`
    super('ERR_CLACKS_PLUGIN_OPTIONS', text, { cause })
    this.messageClass = messageClass
    this.reason = reason
  }
}

/** One class of messages. */
interface Rule {
  /** Stops at the first fault: a hostile message must not cost more than a good one. */
  readonly first: ValidateFunction
  /** Finds all faults, of messages that are small enough for that. */
  readonly all: ValidateFunction
}

/** So many values a message may have for all its faults to be looked for; of a larger one only the first is reported. */
const SMALL = 1_000

/** All that is known of what messages look like. Compiled once, with no state of its own. */
export class MessageRules {
  readonly #classes = new Map<string, Rule>()
  readonly #any: Rule | undefined
  readonly #passOthers: boolean
  readonly #changes: boolean

  /** @throws WrongSchema */
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
    const first = compiler({ allErrors: false, fill, coerce })
    const all = compiler({ allErrors: true, fill, coerce })
    const compile = (messageClass: string | undefined, schema: object): Rule => {
      const whole = wholeSchema(messageClass, schema)
      return { first: compiled(first, messageClass, whole), all: compiled(all, messageClass, whole) }
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

  /** Never throws, whatever the message is. */
  check(message: unknown): Finding {
    if (typeof message !== 'object' || message === null || Array.isArray(message)) {
      return {
        message,
        faults: [{ path: [], found: inWords(message), expected: 'an object with the field "class"' }],
      }
    }
    const messageClass: unknown = Object.hasOwn(message, 'class') ? Reflect.get(message, 'class') : undefined
    const rule = this.#any ?? (typeof messageClass === 'string' ? this.#classes.get(messageClass) : undefined)
    if (rule !== undefined) return this.#apply(rule, message)
    if (this.#passOthers && messageClass !== undefined) return { message, faults: [] }
    const expected = [...this.#classes.keys()].map(inWords).join(' or ')
    return { message, faults: [{ path: ['class'], found: inWords(messageClass), expected }] }
  }

  #apply({ first, all }: Rule, message: object): Finding {
    try {
      const subject = this.#subject(message)
      if (first(subject)) return { message: subject, faults: [] }
      const found = first.errors ?? []
      const errors = isSmall(message) && !all(this.#subject(message)) ? (all.errors ?? found) : found
      return { message, faults: faultsOf(errors) }
    } catch (thrown) {
      // Validation of a schema that refers to itself recurses, as deep as the message goes.
      const expected =
        thrown instanceof RangeError ? 'fewer levels of nesting' : `what can be checked (${thrown})`
      return { message, faults: [{ path: [], found: 'an object', expected }] }
    }
  }

  /** What ajv may change: the message itself may be frozen, and stays as it was where it is wrong. */
  #subject(message: object): unknown {
    return this.#changes ? JSON.parse(stringifyMessage(message)) : message
  }
}

interface Compiling {
  readonly allErrors: boolean
  readonly fill: boolean
  readonly coerce: boolean
}

function compiler({ allErrors, fill, coerce }: Compiling): Ajv {
  const ajv = new Ajv({
    allErrors,
    useDefaults: fill,
    coerceTypes: coerce,
    // `toString` is not a field of every message.
    ownProperties: true,
    verbose: true,
    logger: false,
    // Misspelt keywords and unknown formats are found; schemas that say more than they need to are not.
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    // Ajv finds what it cannot compile by itself; the schema of schemas would cost more than all the others together.
    meta: false,
    validateSchema: false,
    // Makes the code shorter, not faster, and takes longer than the rest of compiling it.
    code: { optimize: false },
  })
  addFormats.default(ajv)
  return ajv
}

function compiled(ajv: Ajv, messageClass: string | undefined, schema: object): ValidateFunction {
  try {
    const validate = ajv.compile(schema)
    if ('$async' in validate) throw new TypeError('a schema of messages cannot be asynchronous')
    return validate
  } catch (thrown) {
    throw new WrongSchema(messageClass ?? '', thrown)
  }
}

/** Counts values, level by level, until there are too many. */
function isSmall(message: object): boolean {
  const open: unknown[] = [message]
  for (const value of open) {
    if (typeof value !== 'object' || value === null) continue
    const values = Object.values(value)
    if (open.length + values.length > SMALL) return false
    open.push(...values)
  }
  return true
}
