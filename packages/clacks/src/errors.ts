import { ERROR_CATALOGUE } from './error-catalogue.js'

/**
 * Adds a missing full stop. After a list, which ends with a line break, the remedy gets its own
 * line.
 */
function withFullStop(message: string): string {
  if (message.endsWith('\n')) return message
  return /[.!?…:]$/.test(message) ? `${message} ` : `${message}. `
}

/** A code from the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE

/**
 * Every error that clacks throws: a stable `code`, a message that says what to do, and the `cause`,
 * if any.
 */
export class ClacksError extends Error {
  override readonly name: string = 'ClacksError'
  readonly code: ErrorCode

  /**
   * @param code a code from the catalogue
   * @param message what is wrong and where; the remedy of the catalogue is appended
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${withFullStop(message)}${ERROR_CATALOGUE[code][1]}`, options)
    this.code = code
  }
}

/**
 * Whether a value is an error of clacks, also of another copy of the package, as a plugin of
 * another installation has.
 */
export function isClacksError(thrown: unknown): thrown is ClacksError {
  return thrown instanceof Error && 'code' in thrown && Object.hasOwn(ERROR_CATALOGUE, String(thrown.code))
}

/** A failure of a plugin, with the error of the plugin as its `cause`. */
export class PluginError extends ClacksError {
  override readonly name = 'PluginError'
  /** The id of the plugin, or the name of an application's tap. */
  readonly plugin: string
  /** The hook that was called; outside of hooks, `setup` or `teardown`. */
  readonly hook: string

  constructor(code: ErrorCode, plugin: string, hook: string, reason: string, options?: { cause?: unknown }) {
    super(code, `[${plugin}:${hook}] ${reason}`, options)
    this.plugin = plugin
    this.hook = hook
  }
}

/** Whether an error has one of these codes, of the catalogue or of the system. */
export function hasCode<Code extends string>(
  thrown: unknown,
  ...codes: readonly Code[]
): thrown is Error & { readonly code: Code } {
  return thrown instanceof Error && 'code' in thrown && codes.some((code) => code === thrown.code)
}

/** The message of any thrown value, without the remedy if it is an error of clacks. */
export function withoutRemedy(thrown: unknown): string {
  if (!isClacksError(thrown)) return reasonOf(thrown)
  return thrown.message.replace(ERROR_CATALOGUE[thrown.code][1], '').trim()
}

/** The code of an error, as details of a log entry; undefined if it has none. */
export function codeOf(thrown: unknown): { readonly code: string } | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? { code: thrown.code }
    : undefined
}

/**
 * The message of any thrown value. For an AggregateError, whose own message may be empty, those of
 * all its errors: Node throws one when every address of a name has failed.
 */
export function reasonOf(thrown: unknown): string {
  try {
    if (thrown instanceof AggregateError && thrown.errors.length > 0)
      return [...new Set(thrown.errors.map(reasonOf))].join('; ')
    return thrown instanceof Error ? String(thrown.message) : String(thrown)
  } catch {
    // Some values cannot be converted, such as an object without a prototype.
    return 'a value without a message was thrown'
  }
}
