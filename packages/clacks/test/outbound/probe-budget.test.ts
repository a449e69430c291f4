import { expect, it } from 'vitest'
import { createLog } from '../../src/log.js'
import { Clacks } from '../../src/node.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { MemoryNetwork } from '../../src/transport/memory.js'

const PORT = 443
const NAMED = 20

it('one inbound request never causes more than one outbound, also to servers that take two to find out', async () => {
  const clock = new VirtualClock()
  const random = new SeededRandom(1)
  const network = new MemoryNetwork({ clock, random: random.fork('network'), latency: 1 })
  let outbound = 0
  // A web server answers 200 to an announce, and to what no clacks node accepts.
  for (let index = 0; index < NAMED; index++) {
    const host = `web-${index}.site${index}`
    await network.transport({ hostname: host }).listen({ host, port: PORT }, () => {
      outbound++
      return { status: 200 }
    })
  }
  const transport = network.transport({ hostname: 'node', capabilities: '1', key: 'node' })
  const settings = { hostname: 'node', port: PORT, idleAnnounce: 0, log: createLog('silent') }
  await using node = new Clacks({ ...settings, clock, random: random.fork('node'), transport })
  await clock.complete(node.start())
  const caller = network.transport({ hostname: 'caller', capabilities: '1' })
  // Otherwise most probes would be of the caller, which is only a claim until it answers.
  await caller.listen({ host: 'caller', port: 1 }, () => {
    outbound++
    return { status: 200 }
  })
  for (let index = 0; index < NAMED; index++) {
    const friend = { hostname: `web-${index}.site${index}`, port: PORT }
    const body = JSON.stringify({ type: 'announce', sender: { hostname: 'caller', port: 1 }, friend })
    void caller.send({ hostname: 'node', port: PORT, secondHand: false }, { body })
    await clock.advance('10s')
  }
  await clock.advance('10m')
  expect(outbound).toBeGreaterThan(5)
  // A node that starts may probe once.
  expect(outbound).toBeLessThanOrEqual(NAMED + 1)
})
