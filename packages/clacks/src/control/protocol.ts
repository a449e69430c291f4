import { stringifyMessage } from '../wire/json.js'

/** The version of what is spoken. A program that knows another one only must not go on. */
export const PROTOCOL = 1
/** Bytes of one line. The channel belongs to one user, but a line without end must not fill the memory. */
export const MAX_LINE = 64 * 2 ** 20

/** The first line, from the node. */
export interface Hello {
  readonly protocol: number
  /** The version of clacks that the node runs on. */
  readonly clacks: string
  /** The process of the node. */
  readonly pid: number
}

/** A line to the node: a call, or (with `cancel`) the end of an earlier one. */
export interface Request {
  /** Chosen by the caller; its answers carry it. */
  readonly id: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly cancel?: true
}

/** A line from the node. A call is answered by any number of `item`, then by one `result` or one `error`. */
export interface Response {
  /** Of the call; left out where a line could not be understood at all. */
  readonly id?: number
  readonly item?: unknown
  /** Items before this one that were left out because the caller does not read fast enough. */
  readonly skipped?: number
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

/** A value as a line. Never fails on what JSON can say, however deep it is nested. */
export function lineOf(value: Hello | Request | Response): string {
  return `${stringifyMessage(value)}\n`
}

/** Whether keys can be read from a line. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isHello(value: unknown): value is Hello {
  return isRecord(value) && typeof value.protocol === 'number' && typeof value.pid === 'number'
}

export function isRequest(value: unknown): value is Request {
  if (!isRecord(value) || typeof value.id !== 'number') return false
  if (value.cancel === true) return true
  return typeof value.method === 'string' && (value.params === undefined || isRecord(value.params))
}

export function isResponse(value: unknown): value is Response {
  if (!isRecord(value)) return false
  if (value.error !== undefined)
    return (
      isRecord(value.error) && typeof value.error.code === 'string' && typeof value.error.message === 'string'
    )
  return typeof value.id === 'number' && ('item' in value || 'result' in value)
}
