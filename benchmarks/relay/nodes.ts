import { Clacks, createLog } from 'clacks'

/** A network of nodes in one process, which pass messages on to each other over TLS. */
export interface RelaySettings {
  /** Whom each node knows: the next one, in a circle, or all others. */
  readonly shape: 'chain' | 'mesh'
  readonly nodes: number
  readonly messages: number
  readonly batchMessages: number
  readonly seconds: number
}

/** What a hop, one message from one node to the next, takes of the process. */
export interface RelayFigures {
  readonly microseconds: number
  readonly rate: number
}

/** Until every peer is known, and the compiler of V8 is done. */
const WARM_UP_MS = 3_000

process.once('disconnect', () => process.exit())
process.once('message', async ({ shape, nodes: count, messages, batchMessages, seconds }: RelaySettings) => {
  const nodes = Array.from(
    { length: count },
    () =>
      new Clacks({
        hostname: 'localhost',
        port: 0,
        sendrate: Number.POSITIVE_INFINITY,
        log: createLog('silent'),
        limits: { batchMessages },
      }),
  )
  for (const node of nodes) await node.start()
  for (const [at, node] of nodes.entries())
    for (const [to, other] of nodes.entries())
      if (shape === 'chain' ? to === (at + 1) % count : to !== at)
        node.addPeer('localhost', other.address.port)
  const text = 'GNU Terry Pratchett. '.repeat(9)
  for (let number = 0; number < messages; number++) nodes[number % count]?.enqueue({ number, text })
  const sent = (): number => nodes.reduce((sum, node) => sum + node.statistics().sent, 0)
  await elapsed(WARM_UP_MS)
  const before = { sent: sent(), cpu: process.cpuUsage() }
  await elapsed(seconds * 1_000)
  const { user, system } = process.cpuUsage(before.cpu)
  const hops = sent() - before.sent
  const figures: RelayFigures = { microseconds: (user + system) / hops, rate: hops / seconds }
  process.send?.(figures)
})

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
