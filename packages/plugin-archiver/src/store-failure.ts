/**
 * The cause of a failure. `unavailable`: a retry may succeed. `version`: the archive has an
 * unsupported version. `sighting`: this sighting can never be stored.
 */
export type FailureKind = 'unavailable' | 'version' | 'sighting'

/** An operation of a store failed. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}

/** The code of an error of the system, SQLite or PostgreSQL; `''` if it has none. */
export function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
}

/** The text of any thrown value; of several connection attempts, all texts. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return thrown.errors.map(textOf).join('; ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
