import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ClacksError } from '../errors.js'

/** Below the ephemeral ports: Linux starts at 32768, others at 49152 (RFC 6335, section 6). */
const FIRST = 20_000
const END = 32_768
const TRIES = 100

/**
 * A free port of the loopback interface, for programs that cannot listen on port 0 or that restart
 * on the same port. It is not an ephemeral port, so no outgoing connection takes it meanwhile.
 *
 * @throws ClacksError ERR_CLACKS_LOOPBACK if no port can be bound
 */
export async function freePort(): Promise<number> {
  let cause: unknown
  for (let tried = 0; tried < TRIES; tried++) {
    const port = randomInt(FIRST, END)
    const server = createServer()
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
      await once(server.close(), 'close')
      return port
    } catch (thrown) {
      cause = thrown
    }
  }
  throw new ClacksError('ERR_CLACKS_LOOPBACK', 'Cannot bind any TCP port on loopback.', { cause })
}
