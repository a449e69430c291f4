import { STATUS_CODES } from 'node:http'
import { ERROR_CATALOGUE, type ErrorCode, isClacksError } from 'clacks'

/** A problem as RFC 9457 has it, with the code of clacks. */
export interface Problem {
  readonly type: string
  /** What the code means. */
  readonly title: string
  readonly status: number
  /** What is wrong here. */
  readonly detail: string
  readonly code: ErrorCode
  /** What to do about it. */
  readonly remedy: string
  /** For an invalid config, each issue. */
  readonly issues?: readonly unknown[]
}

export const PROBLEM_TYPE = 'application/problem+json'
const PAGE = 'https://github.com/clacks-p2p/clacks/blob/main/docs/errors.md'

/** The answer to each error that a request may cause; 422 for all others of clacks. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  ERR_CLACKS_MESSAGE_NOT_JSON: 400,
  ERR_CLACKS_INPUT: 400,
  ERR_CLACKS_MESSAGE_TOO_LARGE: 413,
  ERR_CLACKS_QUEUE_FULL: 503,
  ERR_CLACKS_STATE: 503,
  ERR_CLACKS_PLUGIN_UNKNOWN: 404,
  ERR_CLACKS_CONFIG_NOT_FOUND: 409,
  ERR_CLACKS_CONFIG_CHANGED: 409,
  ERR_CLACKS_CONFIG_WRITE: 503,
  ERR_CLACKS_GATEWAY_REQUEST: 400,
  ERR_CLACKS_GATEWAY_DENIED: 403,
  ERR_CLACKS_GATEWAY_LIMIT: 503,
}

/** An error that is answered with a status of its own. */
export class RequestError extends Error {
  readonly code: ErrorCode
  readonly status: number

  /** @param status default: that of the code */
  constructor(code: ErrorCode, detail: string, status?: number) {
    super(detail)
    this.code = code
    this.status = status ?? STATUS[code] ?? 422
  }
}

/** The problem of an error; undefined if it is a bug, about which a client learns nothing. */
export function problemOf(thrown: unknown): Problem | undefined {
  if (thrown instanceof RequestError) return problem(thrown.code, thrown.status, thrown.message)
  if (isClacksError(thrown)) {
    const { code, message } = thrown
    const detail = message.replace(ERROR_CATALOGUE[code][1], '').trim()
    const issues = 'issues' in thrown && Array.isArray(thrown.issues) ? thrown.issues : undefined
    return { ...problem(code, STATUS[code] ?? 422, detail), ...(issues !== undefined && { issues }) }
  }
  const status = statusOf(thrown)
  if (status === undefined || !(thrown instanceof Error)) return undefined
  return problem('ERR_CLACKS_GATEWAY_REQUEST', status, thrown.message)
}

/** Makes a problem. */
export function problem(code: ErrorCode, status: number, detail: string): Problem {
  const [meaning, remedy] = ERROR_CATALOGUE[code]
  return { type: `${PAGE}#${code}`, title: meaning, status, detail, code, remedy }
}

/** The problem of a failure that the client did not cause. */
export function internalProblem(): Omit<Problem, 'code' | 'remedy'> {
  return {
    type: 'about:blank',
    title: STATUS_CODES[500] ?? '',
    status: 500,
    detail: 'The gateway failed; its log has more.',
  }
}

/** The status of an error of Fastify that a client has caused. */
function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return undefined
  const { statusCode } = thrown
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}
