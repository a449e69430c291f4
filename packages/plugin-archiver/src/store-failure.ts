/**
 * What a failure means. `unavailable`: later it may work. `version`: the archive is of another
 * version. `sighting`: what was to be kept cannot be kept, and never will.
 */
export type FailureKind = 'unavailable' | 'version' | 'sighting'

/** A store could not do what it was asked. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}

/** The code of an error of the system, of SQLite or of PostgreSQL; '' where there is none. */
export function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
}

/** The text of whatever was thrown. Errors of several connection attempts carry theirs inside. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return thrown.errors.map(textOf).join('; ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
