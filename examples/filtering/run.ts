import { fileURLToPath } from 'node:url'
import { type ClacksOptions, createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const GATES = ['gate-1', 'gate-2', 'gate-3']

/** Three gates, a spammer, and a clacks-p2p that takes anything. Ends when the spammer, ignored and forgiven, is heard again. */
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
  console.log(`After ${spam} advertisements every gate ignores the spammer. It stops, and says sorry.`)
  spammer.enqueue('Sorry. It will not happen again.')
  await network.until('all gates have forgiven it', () => counts.every(({ forgiven }) => forgiven > 0))
  await network.until('the apology has come to a gate', () =>
    GATES.some((name) => network.arrivals(name).some((message) => String(message).startsWith('Sorry'))),
  )

  const head = ['', 'let in', 'refused', 'dropped', 'ignored', 'forgave', 'BUY queued']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const [index, { passed, refused, dropped, ignored, forgiven }] of counts.entries()) {
    const name = GATES[index] ?? ''
    const leaked = network.arrivals(name).filter((message) => String(message).includes('BUY')).length
    table.push([name, passed, refused, dropped, ignored, forgiven, leaked])
  }
  console.log(table.toString())
  console.log(
    'Refused: the spammer keeps it. Dropped: a clacks-p2p had brought it, which can\n' +
      'neither filter nor learn. Ignored and forgave: the spammer, how often.',
  )
}
