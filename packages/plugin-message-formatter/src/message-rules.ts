import type { ValidateFunction } from 'ajv'
import { describeValue, type Issue, issuesFromAjv, mismatch, stringifyMessage } from 'clacks'
import { classIssue } from './class-issue.js'
import { type CompiledRules, compileRules, type Rule } from './compile-rules.js'
import type { MessageFormatterOptions } from './options.js'
import { isSignature, SIGNATURE_FIELD } from './signature-field.js'

/** The result of a check. */
export interface CheckResult {
  /** The message; with `fill` or `coerce`, a changed copy if it is valid. */
  readonly message: unknown
  /** Empty for a valid message. */
  readonly issues: readonly Issue[]
}

/** A message with more values is reported with its first issue only. */
const MAX_VALUES = 1_000

/** The rules that messages must follow. Stateless. */
export class MessageRules {
  readonly #options: MessageFormatterOptions
  /** Stop at the first issue: a hostile message must not cost more than a valid one. */
  readonly #first: CompiledRules
  /** Find all issues of small messages. Compiled for the first invalid message. */
  #all: CompiledRules | undefined

  /** @throws InvalidSchemaError */
  constructor(options: MessageFormatterOptions) {
    this.#options = options
    this.#first = compileRules(options, false)
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
    const rule = ruleFor(messageClass, this.#first)
    if (rule !== undefined) return this.#apply(rule, messageClass, message)
    if (this.#options.otherClasses === 'pass' && messageClass !== undefined) return { message, issues: [] }
    return { message, issues: [classIssue(messageClass, this.#first.classes.keys())] }
  }

  #apply({ validate, hidden }: Rule, messageClass: unknown, message: object): CheckResult {
    try {
      const checked = without(hidden, message)
      const candidate = this.#changeable(checked)
      if (validate(candidate)) return { message: this.#result(message, candidate), issues: [] }
      const firstError = validate.errors
      const errors = isSmall(checked) ? this.#allErrors(messageClass, checked) : undefined
      return { message, issues: issuesFromAjv(errors ?? firstError, 'field') }
    } catch (thrown) {
      // A recursive schema is validated recursively, as deep as the message is nested.
      const reason = thrown instanceof RangeError ? 'nested too deeply' : `cannot be checked (${thrown})`
      return { message, issues: [{ path: [], message: reason }] }
    }
  }

  #allErrors(messageClass: unknown, checked: object): ValidateFunction['errors'] {
    this.#all ??= compileRules(this.#options, true)
    const validate = ruleFor(messageClass, this.#all)?.validate
    return validate === undefined || validate(this.#changeable(checked)) ? undefined : validate.errors
  }

  get #changes(): boolean {
    return this.#options.fill === true || this.#options.coerce === true
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

function ruleFor(messageClass: unknown, { classes, any }: CompiledRules): Rule | undefined {
  return any ?? (typeof messageClass === 'string' ? classes.get(messageClass) : undefined)
}

/** The message that a schema is applied to. What is not a signature is a field like any other. */
function without(hidden: readonly string[], message: object): object {
  if (hidden.length === 0) return message
  const left = hidden.filter(
    (field) => field !== SIGNATURE_FIELD || isSignature(Reflect.get(message, SIGNATURE_FIELD)),
  )
  return Object.fromEntries(Object.entries(message).filter(([field]) => !left.includes(field)))
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
