import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { createNetwork } from '../../src/testing/index.js'
import { MessageRecords } from '../../src/testing/message-records.js'

/** Changes a message at each hop. */
const odometer = definePlugin({
  name: 'odometer',
  setup({ hooks }) {
    hooks.received.tap((reception) => {
      reception.message = Number(reception.message) + 1
    })
  },
})

describe('the history of a simulated network', () => {
  it('can be turned off: the run stays the same, and what needs it says so', async () => {
    const run = async (history: boolean) => {
      const network = await createNetwork({ nodes: 5, history, loss: 0.1, options: { sendrate: 20 } })
      for (const node of network.nodes) node.enqueue('x')
      await network.advance('20s')
      network.kill(0)
      await network.advance('20s')
      return { network, state: [network.counts, network.messages(), network.clock.pending] }
    }
    const off = await run(false)
    const on = await run(true)
    expect(off.state).toEqual(on.state)
    const needing = {
      coverage: () => off.network.coverage('x'),
      visits: () => off.network.visits('x'),
      digest: () => off.network.digest(),
      recent: () => off.network.recent(),
      assertConserved: () => off.network.assertConserved(),
    }
    for (const [name, call] of Object.entries(needing))
      expect(call).toThrow(`A network with \`history: false\` has no \`${name}\`.`)
    expect(() => off.network.assertInOnePlace('y')).toThrow(/"y" is nowhere[\s\S]*no recorded events/)
  })

  it('drops the records of messages that have not moved for longest, and says so', async () => {
    await using network = await createNetwork({
      nodes: 3,
      history: { bytes: 5_000 },
      plugins: [odometer],
      options: { sendrate: 10 },
    })
    network.node(0).enqueue(1)
    await network.advance('10s')
    const [last] = network.messages()
    expect(network.coverage(last?.message)).toHaveLength(1)
    const dropped = /The history has dropped the records of \d+ messages: they took more than 5000 bytes/
    expect(() => network.coverage(1)).toThrow(dropped)
    expect(() => network.assertConserved()).toThrow(dropped)
    expect(() => network.assertConserved([1])).toThrow(dropped)
    expect(network.digest()).toHaveLength(64)
  })
})

describe('the records of messages', () => {
  it('stay below their limit, whatever comes', () => {
    const records = new MessageRecords(10_000)
    const known = (): number =>
      Array.from({ length: 1_000 }, (_, index) => index).filter((index) => {
        try {
          return records.find(`m${index}`) !== undefined
        } catch {
          return false
        }
      }).length
    for (let index = 0; index < 1_000; index++) records.visit(`m${index}`, 'a', undefined, index)
    expect(known()).toBeGreaterThan(5)
    expect(known()).toBeLessThan(25)
    for (let node = 0; node < 1_000; node++) records.visit('m999', `node-${node}`, undefined, node)
    expect(known()).toBe(1)
    expect(records.find('m999')?.nodes).toHaveLength(1_001)
  })

  it('keep those that move', () => {
    const records = new MessageRecords(10_000)
    records.count('kept', 'enqueued')
    for (let index = 0; index < 1_000; index++) {
      records.visit(`m${index}`, 'a', undefined, index)
      records.visit('kept', 'a', 'b', index)
    }
    expect(records.find('kept')?.enqueued).toBe(1)
    expect(records.enqueued()).toEqual(new Map([['kept', 1]]))
    expect(() => records.find('m0')).toThrow('has dropped the records')
  })

  it('count the hops of the copy that came', () => {
    const records = new MessageRecords(10_000)
    records.visit('x', 'a', undefined, 0)
    records.visit('x', 'b', 'a', 10)
    records.visit('x', 'a', 'b', 20)
    records.visit('x', 'c', 'a', 30)
    records.visit('x', 'd', 'unknown', 40)
    expect(records.find('x')?.visits).toEqual([
      { node: 'a', time: 0, hops: 0 },
      { node: 'b', time: 10, hops: 1 },
      { node: 'c', time: 30, hops: 3 },
      { node: 'd', time: 40, hops: 1 },
    ])
  })
})
