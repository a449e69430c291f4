/** Severity, lowest first. `silent` logs nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** The severity of an entry. */
export type Severity = Exclude<LogLevel, 'silent'>

/** The module of entries that do not come from a plugin. */
export const NODE = 'node'

/** An entry of a log. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: Severity
  /** The id of a plugin, or `node`. */
  readonly module: string
  /** May have several lines, and may quote anything that a peer sent. */
  readonly text: string
  /** Structured data. The field `code` is the code of an error. */
  readonly details?: object | undefined
}

/** The code of an error in the details of an entry, and the other details. */
export function splitCode(details: object = {}): {
  readonly code: string | undefined
  readonly others: object
} {
  const { code, ...others }: { readonly code?: unknown } = details
  return typeof code === 'string' ? { code, others } : { code: undefined, others: details }
}

/** Details as a JSON object; undefined if there are none. */
export function detailsJson(details: object): string | undefined {
  if (Object.keys(details).length === 0) return undefined
  try {
    return JSON.stringify(details, asJson)
  } catch {
    return '{"details":"(not JSON)"}'
  }
}

/** Errors and integers of any size are written as text: JSON does not have them. */
function asJson(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.message
  return typeof value === 'bigint' ? String(value) : value
}
