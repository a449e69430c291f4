import { type EventEmitter, once } from 'node:events'
import { hasCode } from '../errors.js'

/** What is needed of a `net.Server`. */
interface Listening extends EventEmitter {
  listen(options: { host: string; port: number }): unknown
}

/** All addresses of this machine, IPv6 and IPv4. */
const ANY = '::'
const ANY_IPV4 = '0.0.0.0'
/** IPv6 is switched off: in the kernel, or on every interface. */
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'] as const

/**
 * Lets a server listen, and resolves when it does. Where IPv6 is switched off, `::` becomes
 * `0.0.0.0`, as in Node without a host.
 * @throws the error of Node
 */
export async function listenOn(
  server: Listening,
  { host, port }: { host: string; port: number },
): Promise<void> {
  try {
    await bound(server, host, port)
  } catch (thrown) {
    if (host !== ANY || !isNoIpv6(thrown)) throw thrown
    await bound(server, ANY_IPV4, port)
  }
}

async function bound(server: Listening, host: string, port: number): Promise<void> {
  const listening = once(server, 'listening')
  server.listen({ host, port })
  await listening
}

function isNoIpv6(thrown: unknown): boolean {
  return hasCode(thrown, ...NO_IPV6)
}
