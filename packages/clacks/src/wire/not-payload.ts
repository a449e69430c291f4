import { ClacksError } from '../errors.js'

/** The error for a body that is not a payload. */
export function notPayload(reason: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_WIRE', `The body is not a payload: ${reason}`, { cause })
}
