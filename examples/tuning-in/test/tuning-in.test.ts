import { messageFormatter } from '@clacks/plugin-message-formatter'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import radio from '../radio.js'

const TAGS = ['weather', 'news', 'ships', 'music', 'trade']
const BROADCASTS = Array.from({ length: 100 }, (_, number) => ({
  class: 'broadcast',
  tags: [TAGS[number % 5] ?? '', TAGS[(number * 3 + 1) % 5] ?? ''],
  text: `Number ${number}`,
}))
const FORMAT = { class: 'broadcast', required: ['tags', 'text'] }

/** 20 nodes, one of them with a radio; 100 broadcasts; three minutes. */
async function tunedIn(tags: string[], keep = 1_000) {
  const network = await createNetwork({
    nodes: ['radio', ...Array.from({ length: 19 }, (_, index) => `tower-${index}`)],
    plugins: (name) => (name === 'radio' ? [messageFormatter(FORMAT), radio({ tags, keep })] : []),
    options: { sendrate: 10 },
    legacy: ['tower-18'],
  })
  for (const [index, broadcast] of BROADCASTS.entries()) network.node(1 + (index % 19)).enqueue(broadcast)
  await network.advance('3m')
  return network
}

describe('tuning in', () => {
  it('collects all matches, each once, and nothing else', async () => {
    await using network = await tunedIn(['weather', 'ships'])
    const fitting = BROADCASTS.filter(({ tags }) => tags.includes('weather') || tags.includes('ships'))
    const collection = network.node('radio').service('radio')?.collection() ?? []
    expect(fitting.length).toBe(60)
    expect(collection.length).toBe(60)
    expect(collection).toEqual(expect.arrayContaining(fitting))
  })

  it('takes nothing out of the network', async () => {
    await using network = await tunedIn(['weather'])
    network.assertConserved()
    expect(network.counts.discarded).toBe(0)
    expect(network.messages()).toHaveLength(100)
  })

  it('keeps only the newest', async () => {
    await using network = await tunedIn(TAGS, 7)
    expect(network.node('radio').service('radio')?.collection()).toHaveLength(7)
  })

  it('ignores messages without tags', async () => {
    await using network = await createNetwork({ nodes: 2, plugins: [radio({ tags: ['weather'] })] })
    for (const message of [7, 'weather', { tags: 'weather' }, { tags: null }, ['weather']])
      network.node(0).enqueue(message)
    expect(network.node(0).service('radio')?.collection()).toEqual([])
    expect(network.failures).toEqual([])
  })
})
