import { ClacksError } from '../errors.js'

/**
 * Every clacks node refuses this body (a legacy node answers 500). A web server that answers 200 to
 * anything does not, and would swallow messages (docs/wire.md, "Probing").
 */
export const NOT_A_PAYLOAD = 'null'

/** The error for a body that is not a payload. */
export function notPayload(reason: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_WIRE', `The body is not a payload: ${reason}`, { cause })
}
