import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ClacksError } from '../errors.js'

/** Below the ports that systems give to connections by themselves: Linux from 32768, others from 49152 (RFC 6335, section 6). */
const FIRST = 20_000
const END = 32_768
const TRIES = 100

/**
 * A port of loopback that nobody listened on a moment ago, for a program that takes no port 0, or comes back where it was.
 * No connection of this machine is given it meanwhile.
 *
 * @throws ClacksError ERR_CLACKS_LOOPBACK where no port can be bound
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
  throw new ClacksError('ERR_CLACKS_LOOPBACK', 'No TCP port of loopback could be bound.', { cause })
}
