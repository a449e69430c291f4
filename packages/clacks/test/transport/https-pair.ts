import { systemClock } from '../../src/clock.js'
import { createLog } from '../../src/log.js'
import { resolveSettings } from '../../src/settings/resolve.js'
import type { Limits } from '../../src/settings/settings.js'
import { makeCertificate } from '../../src/transport/certificate.js'
import { createHttpsTransport, type HttpsTransportOptions } from '../../src/transport/https.js'
import { KeyChanges } from '../../src/transport/key-changes.js'
import { dialPolicy } from '../../src/transport/ranges.js'
import type { Destination, Reply, RequestHandler, Transport } from '../../src/transport/transport.js'

/** HTTPS transports that are closed at the end of a test. */
export function transports() {
  const open: Transport[] = []
  const make = (
    limits: Partial<Limits> = {},
    over: Partial<
      Pick<HttpsTransportOptions, 'tls' | 'key' | 'isKnown' | 'cert' | 'hostname' | 'stateFolder' | 'log'>
    > = {},
  ) => {
    const log = over.log ?? createLog('silent')
    const transport = createHttpsTransport({
      hostname: 'localhost',
      limits: resolveSettings({ limits }).limits,
      capabilities: '1',
      allow: dialPolicy(over.hostname ?? 'localhost'),
      isKnown: () => false,
      keyChanges: new KeyChanges(log),
      clock: systemClock,
      log,
      ...over,
    })
    open.push(transport)
    return transport
  }
  const listen = async (
    transport: Transport,
    handler: RequestHandler = () => ({ status: 200 }) satisfies Reply,
    port = 0,
  ) => {
    const bound = await transport.listen({ host: '127.0.0.1', port }, handler)
    return at(bound.port)
  }
  const closeAll = async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()))
  }
  return { make, listen, closeAll }
}

/** An address on this machine, as named by the operator. */
export const at = (port: number, secondHand = false): Destination => ({
  hostname: '127.0.0.1',
  port,
  secondHand,
})

let made: ReturnType<typeof makeCertificate> | undefined
/** One pair for all tests of a file, since creating one takes a while. */
export const onePair = () => {
  made ??= makeCertificate('localhost')
  return made
}
