import { fileURLToPath } from 'node:url'
import { type ClacksOptions, createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const GATES = ['gate-1', 'gate-2', 'gate-3']

/**
 * Three gates, a spammer and a clacks-p2p. Ends when the spammer is no longer ignored and
 * apologises.
 */
export default async function filtering(signal: AbortSignal): Promise<void> {
  const gate = (place: ClacksOptions) => createNode(CONFIG, { overrides: place })
  await using network = await createLoopback({
    nodes: { 'gate-1': gate, 'gate-2': gate, 'gate-3': gate, spammer: {} },
    legacy: ['old-tower'],
    signal,
  })
  const gates = GATES.map((name) => network.node(name))
  const counts = gates.flatMap((node) => node.service('gate') ?? [])
  const spammer = network.node('spammer')
  for (const node of gates) node.enqueue(`Good evening from port ${node.address.port}`)

  let spam = 0
  while (counts.some(({ ignored }) => ignored === 0)) {
    spammer.enqueue(`BUY ONE GET ONE FREE, OFFER ${++spam}`)
    await network.pass('100ms')
  }
  console.log(`After ${spam} advertisements every gate ignores the spammer. It stops and apologises.`)
  spammer.enqueue('Sorry. It will not happen again.')
  await network.until('no gate ignores it any more', () => counts.every(({ unignored }) => unignored > 0))
  await network.until('a gate has received the apology', () =>
    GATES.some((name) => network.arrivals(name).some((message) => String(message).startsWith('Sorry'))),
  )

  const head = ['', 'passed', 'rejected', 'dropped', 'ignored', 'unignored', 'BUY queued']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const [index, { passed, refused, dropped, ignored, unignored }] of counts.entries()) {
    const name = GATES[index] ?? ''
    const leaked = network.arrivals(name).filter((message) => String(message).includes('BUY')).length
    table.push([name, passed, refused, dropped, ignored, unignored, leaked])
  }
  console.log(table.toString())
  console.log(
    'Rejected: the spammer keeps the message. Dropped: it came from a clacks-p2p, which\n' +
      'cannot filter. Ignored, unignored: how often the gate did that to the spammer.',
  )
}
