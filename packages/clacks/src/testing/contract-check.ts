import { AssertionError } from 'node:assert'

/** One requirement of a contract, as a check. It needs no test runner. */
export interface ContractCheck {
  /** The requirement as a phrase. */
  readonly name: string
  /** @throws AssertionError saying what happened, why it matters, and what to do */
  run(): Promise<void>
}

/**
 * Fails with what happened, why it matters, and what to do.
 * @param cause what was thrown, if something was: test runners show the line
 */
export function failCheck(what: string, why: string, remedy: string, cause?: unknown): never {
  const error = new AssertionError({
    message: `${what}\n  Why it matters: ${why}\n  What to do: ${remedy}`,
  })
  if (cause !== undefined) error.cause = cause
  throw error
}

/** A value as it can be shown in one line. */
export function show(value: unknown): string {
  return shown(JSON.stringify(value) ?? String(value))
}

/** A text, cut to what fits in one line. */
export function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
