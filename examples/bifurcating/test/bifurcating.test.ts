import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import files from '../files.js'
import leak from '../leak.js'

const BYTES = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 251)

/** Ten nodes; two of them lose messages; the file goes from the first to the last. */
async function through(oneIn: number | undefined, seed = 1) {
  const network = await createNetwork({
    seed,
    nodes: ['origin', ...Array.from({ length: 8 }, (_, index) => `tower-${index}`), 'destination'],
    latency: [5, 500],
    plugins: (name) => {
      if (name === 'origin' || name === 'destination')
        return [files({ chunkBytes: 1_000, requestAfterMs: 30_000 })]
      return oneIn !== undefined && /[12]$/.test(name) ? [leak({ oneIn })] : []
    },
    options: { sendrate: 10 },
    legacy: ['tower-7'],
  })
  const origin = network.node('origin').service('files')
  const destination = network.node('destination').service('files')
  if (origin === undefined || destination === undefined) throw new Error('nobody has files')
  const file = await network.complete(destination.receive(origin.send(BYTES)), '2h')
  return { network, file, destination }
}

describe('bifurcating', () => {
  it('recombines 100 chunks that come in another order', async () => {
    const { network, file, destination } = await through(undefined)
    await using _ = network
    expect(file.equals(BYTES)).toBe(true)
    expect(destination.received.length).toBe(100)
    expect(destination.received).not.toEqual([...destination.received].sort((a, b) => a - b))
    expect(destination.requests).toBe(0)
  })

  it.each([1, 2, 3])('and all of them in spite of nodes that lose every fourth (seed %d)', async (seed) => {
    const { network, file, destination } = await through(4, seed)
    await using _ = network
    expect(file.equals(BYTES)).toBe(true)
    expect(destination.requests).toBeGreaterThan(0)
    const lost = ['tower-1', 'tower-2'].map((name) => network.node(name).statistics().discarded)
    expect(Math.min(...lost)).toBeGreaterThan(10)
  })

  it.each([0, 10])('asks for a file of %d bytes of which nothing has come', async (size) => {
    await using network = await createNetwork({
      nodes: ['origin', 'hole', 'destination'],
      plugins: (name) => [name === 'hole' ? leak({ oneIn: 1 }) : files({ requestAfterMs: 5_000 })],
      options: { sendrate: 10 },
    })
    const bytes = BYTES.subarray(0, size)
    const sha256 = network.node('origin').service('files')?.send(bytes) ?? ''
    expect(network.messages()).toHaveLength(1)
    await network.advance('1m')
    expect(network.messages()).toEqual([])
    await network.node('hole').remove('leak')
    const destination = network.node('destination').service('files')
    if (destination === undefined) throw new Error('nobody has files')
    const file = await network.complete(destination.receive(sha256), '10m')
    expect(file.equals(bytes)).toBe(true)
    expect(destination.requests).toBeGreaterThan(0)
  })

  it('gives each chunk once, however often a request names it', async () => {
    await using network = await createNetwork({ nodes: 2, plugins: [files()], options: { sendrate: 10 } })
    const origin = network.node(0).service('files')
    const file = origin?.send(BYTES.subarray(0, 10)) ?? ''
    network.node(1).enqueue({ class: 'missing', file, missing: [0, 0, 0, 1, 'x'] })
    await network.advance('10s')
    expect(network.messages().reduce((sum, { copies }) => sum + copies, 0)).toBe(2)
    expect(network.failures).toEqual([])
  })

  it('takes no damaged chunk, and waits for the right one', async () => {
    await using network = await createNetwork({ nodes: 2, plugins: [files()], options: { sendrate: 10 } })
    const receiver = network.node(1).service('files')
    const chunk = { class: 'chunk', file: 'f'.repeat(64), number: 0, of: 1, hash: 'none', data: 'AAAA' }
    void receiver?.receive(chunk.file)
    for (const message of [chunk, { ...chunk, number: 1 }, { ...chunk, of: 1e9 }, { class: 'chunk' }])
      network.node(0).enqueue(message)
    await network.advance('10s')
    expect(receiver?.received).toEqual([])
    expect(network.failures).toEqual([])
  })
})
