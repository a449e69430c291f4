import { stringifyMessage } from '../wire/json.js'

/** The version of the control protocol. A client that does not support it must disconnect. */
export const PROTOCOL = 1

/** The first line that the node sends. */
export interface Hello {
  readonly protocol: number
  /** The clacks version of the node. */
  readonly clacks: string
  /** The process id of the node. */
  readonly pid: number
}

/** A line sent to the node: a call, or the cancellation of one. */
export interface Request {
  /** Chosen by the caller and repeated in the responses. */
  readonly id: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly cancel?: true
}

/**
 * A line sent by the node. A call gets any number of items, then one `result` or `error`. A call
 * that subscribes to something gets `subscribed` first.
 */
export interface Response {
  /** The id of the call. Missing if a line was not a valid request. */
  readonly id?: number
  readonly item?: unknown
  /** From here on, everything that the call asked for is reported or counted as skipped. */
  readonly subscribed?: true
  /** The number of items dropped before this line because the caller reads too slowly. */
  readonly skipped?: number
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

/** Serialises a value as one line. Works for any depth of nesting. */
export function lineOf(value: Hello | Request | Response): string {
  return `${stringifyMessage(value)}\n`
}

/** A result or the params of a call as JSON text, so that messages in it keep their digits. */
export class JsonText {
  /** The text, on one line. */
  readonly json: string

  constructor(json: string) {
    this.json = json
  }
}

/** The line of a call. */
export function requestLine(id: number, method: string, params: object): string {
  if (!(params instanceof JsonText)) return lineOf({ id, method, params: { ...params } })
  return `{"id":${id},"method":${JSON.stringify(method)},"params":${params.json}}\n`
}

/** The line that ends a call. */
export function resultLine(id: number, result: unknown): string {
  return result instanceof JsonText ? `{"id":${id},"result":${result.json}}\n` : lineOf({ id, result })
}

/** Whether a parsed line is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a parsed line is a {@link Hello}. */
export function isHello(value: unknown): value is Hello {
  return isRecord(value) && typeof value.protocol === 'number' && typeof value.pid === 'number'
}

/** Whether a parsed line is a {@link Request}. */
export function isRequest(value: unknown): value is Request {
  if (!isRecord(value) || typeof value.id !== 'number') return false
  if (value.cancel === true) return true
  return typeof value.method === 'string' && (value.params === undefined || isRecord(value.params))
}

const RESPONSE_FIELDS = ['item', 'result', 'subscribed', 'skipped'] as const

/** Whether a parsed line is a {@link Response}. */
export function isResponse(value: unknown): value is Response {
  if (!isRecord(value)) return false
  if (value.error !== undefined)
    return (
      isRecord(value.error) && typeof value.error.code === 'string' && typeof value.error.message === 'string'
    )
  return typeof value.id === 'number' && RESPONSE_FIELDS.some((name) => name in value)
}
