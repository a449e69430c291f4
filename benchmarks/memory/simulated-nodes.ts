import { createNetwork, type Topology } from 'clacks/testing'
import { settledMemory } from './idle.cjs'

/** Nodes whose memory is compared, so that what all share does not count. */
const FIRST = 100
const ALL = 1_000
/** Nodes that get to know each other. */
const ACQUAINTED = 200
/** Virtual time after which each knows all others: a node probes two a second. */
const PROBED = '3m'

process.once('disconnect', () => process.exit())

const first = await heapOf(FIRST, 'none')
const node = ((await heapOf(ALL, 'none')) - first) / (ALL - FIRST)
const alone = await heapOf(ACQUAINTED, 'none')
const peer = ((await heapOf(ACQUAINTED, 'full')) - alone) / ACQUAINTED / (ACQUAINTED - 1)
process.send?.({ nodeKilobytes: node / 1024, peerBytes: peer })

/** The heap of a network without a history, after three virtual minutes. */
async function heapOf(nodes: number, topology: Topology): Promise<number> {
  const before = (await settledMemory()).heapUsed
  const network = await createNetwork({ nodes, topology, history: false })
  await network.advance(PROBED)
  const after = (await settledMemory()).heapUsed
  await network.stop()
  return after - before
}
