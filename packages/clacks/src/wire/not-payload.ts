import { ClacksError } from '../errors.js'

/** The error for bytes that are no payload. */
export function notPayload(found: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_WIRE', `What arrived is not a payload: ${found}`, { cause })
}
