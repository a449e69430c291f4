import { fileURLToPath } from 'node:url'
import { createNode } from 'clacks'
import { createLoopback, type LoopbackNode } from 'clacks/testing'
import Table from 'cli-table3'
import flood from './flood.js'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const SECONDS = 6
const TOWERS = ['tower-1', 'tower-2', 'tower-3']
const plain: LoopbackNode = { limits: { queueMessages: 500 } }
const guarded: LoopbackNode = (place) => createNode(CONFIG, { overrides: place })

/** The same network three times: quiet, flooded, and flooded with guards. */
export default async function flooding(signal: AbortSignal): Promise<void> {
  console.log(
    `tower-1 sends ten messages per second. How many does tower-3 receive within ${SECONDS} seconds?`,
  )
  const head = ['', 'received by tower-3', 'longest queue (limit 500)', 'copies merged', 'answered 429']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  table.push(['no flood', ...(await measure(plain, {}, signal))])
  const flooder: LoopbackNode = { sendrate: Number.POSITIVE_INFINITY, plugins: [flood] }
  table.push(['flood', ...(await measure(plain, flooder, signal))])
  table.push(['flood, towers with guards', ...(await measure(guarded, flooder, signal))])
  console.log(table.toString())
}

async function measure(
  tower: LoopbackNode,
  flooder: LoopbackNode,
  signal: AbortSignal,
): Promise<readonly (string | number)[]> {
  await using network = await createLoopback({
    nodes: { 'tower-1': tower, 'tower-2': tower, 'tower-3': tower, flooder },
    legacy: ['old-tower'],
    signal,
  })
  let largest = 0
  const said = SECONDS * 10
  for (let number = 0; number < said; number++) {
    const { queued, inFlight } = network.node('tower-1').statistics()
    // A full queue accepts nothing.
    if (queued + inFlight < 500) network.node('tower-1').enqueue({ class: 'honest', number })
    await network.pass('100ms')
    largest = Math.max(largest, ...TOWERS.map((name) => network.node(name).statistics().queued))
  }
  const arrived = network.seen('tower-3').filter((message) => Object(message).class === 'honest').length
  const guards = TOWERS.flatMap((name) => network.node(name).service('guard') ?? [])
  const total = (what: 'merged' | 'refused'): number => guards.reduce((sum, counts) => sum + counts[what], 0)
  return [`${arrived} of ${said}`, largest, total('merged'), total('refused')]
}
