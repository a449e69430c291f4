import { createLog } from '../../src/log.js'
import { Clacks } from '../../src/node.js'
import type { ClacksOptions } from '../../src/options.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { MemoryNetwork } from '../../src/transport/memory.js'
import { CAPABILITIES } from '../../src/wire/capabilities.js'

/** Nodes for tests that create each one themselves; all others use `createNetwork`. */
export function memoryNodes(seed = 'memory-nodes') {
  const clock = new VirtualClock()
  const random = new SeededRandom(seed)
  const network = new MemoryNetwork({ clock, random })
  const nodes: Clacks[] = []
  const make = (hostname: string, options: ClacksOptions = {}): Clacks => {
    const transport = network.transport({ hostname, capabilities: CAPABILITIES, key: hostname })
    const node = new Clacks({
      hostname,
      port: 80,
      clock,
      random,
      transport,
      log: createLog('silent'),
      ...options,
    })
    nodes.push(node)
    return node
  }
  const start = async (hostname: string, options?: ClacksOptions): Promise<Clacks> => {
    const node = make(hostname, options)
    await node.start()
    return node
  }
  const end = async (): Promise<void> => {
    await clock.complete(Promise.all(nodes.map((node) => node.stop())))
  }
  return { clock, network, random, make, start, end }
}
