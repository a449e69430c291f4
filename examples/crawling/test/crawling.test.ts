import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import crawl from '../crawl.js'
import { draw } from '../picture.js'

const ring = (maxEntries: number) =>
  createNetwork({ nodes: 25, topology: 'ring', plugins: [crawl({ maxEntries })], options: { sendrate: 5 } })

describe('crawling', () => {
  it('finds all 25 nodes of a ring, and the peers that they really know', async () => {
    await using network = await ring(60)
    const crawler = network.node(0).service('crawl')
    crawler?.start()
    await network.advance('5m')
    expect(crawler?.found.size).toBe(25)
    for (const [address, knows] of crawler?.found ?? []) {
      const { new: fresh, alive, lost } = network.node(address.replace(':8080', '')).getPeers()
      const known = Object.values({ ...fresh, ...alive, ...lost }).map(
        ({ hostname, port }) => `${hostname}:${port}`,
      )
      expect(known).toEqual(expect.arrayContaining([...knows]))
      expect(knows.length).toBeLessThanOrEqual(8)
    }
    expect(network.messages()).toHaveLength(1)
  })

  it('keeps the list within its limit', async () => {
    await using network = await ring(10)
    network.node(0).service('crawl')?.start()
    await network.advance('2m')
    const [list] = network.messages()
    expect(Object(list?.message).visited).toHaveLength(10)
    expect(JSON.stringify(list?.message).length).toBeLessThan(15_000)
  })

  it.each([
    { class: 'crawl' },
    { class: 'crawl', visited: [{ node: '<script>:1', knows: [] }] },
    { class: 'crawl', visited: [{ node: 'a:1', knows: Array.from({ length: 9 }, () => 'b:1') }] },
    { class: 'crawl', visited: [7] },
  ])('ignores what is not a list: %j', async (message) => {
    await using network = await createNetwork({ nodes: 2, plugins: [crawl()], options: { sendrate: 5 } })
    network.node(0).enqueue(message)
    await network.advance('1m')
    network.assertConserved()
    expect(network.node(1).service('crawl')?.found.size).toBe(0)
  })

  it('draws who knows whom', () => {
    const nodes = new Map([
      ['a', true],
      ['b', true],
      ['old', false],
    ])
    const svg = draw({
      title: 'three',
      nodes,
      edges: [
        ['a', 'b'],
        ['b', 'old'],
      ],
    })
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/)
    for (const text of ['three', 'old', 'named by others only']) expect(svg).toContain(`>${text}</text>`)
  })
})
