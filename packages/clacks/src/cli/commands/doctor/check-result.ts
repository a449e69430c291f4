/** The result of one check. */
export interface CheckResult {
  /** An `error` keeps a node from working properly, a `warning` may. */
  readonly status: 'ok' | 'warning' | 'error'
  /** What was checked: `port`, `certificate`. */
  readonly check: string
  readonly message: string
  /** What to do about it; undefined if there is nothing to do. */
  readonly fix: string | undefined
}

/** A check without problems. */
export function ok(check: string, message: string): CheckResult {
  return { status: 'ok', check, message, fix: undefined }
}

/** A possible problem. */
export function warning(check: string, message: string, fix: string): CheckResult {
  return { status: 'warning', check, message, fix }
}

/** A problem that has to be fixed. */
export function error(check: string, message: string, fix: string): CheckResult {
  return { status: 'error', check, message, fix }
}
