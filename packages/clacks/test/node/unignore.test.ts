import { describe, expect, it } from 'vitest'
import { createNetwork } from '../../src/testing/index.js'

describe('unignore', () => {
  it('accepts messages of an ignored peer again', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'], options: { sendrate: 1 } })
    const [a, b] = [network.node('a'), network.node('b')]
    b.ignore('a', 8080)
    a.enqueue('GNU')
    await network.advance('2m')
    expect(network.coverage('GNU')).toEqual(['a'])
    expect(b.unignore('a', 8080)).toBe(true)
    expect(Object.values(b.getPeers().new).map(({ hostname }) => hostname)).toEqual(['a'])
    await network.advance('2m')
    expect(network.coverage('GNU')).toEqual(['a', 'b'])
  })

  it('has no effect on other peers', async () => {
    await using network = await createNetwork({ nodes: ['a', 'b'] })
    const a = network.node('a')
    expect(a.unignore('b', 8080)).toBe(false)
    expect(a.unignore('nobody', 1)).toBe(false)
    expect(Object.keys(a.getPeers().new)).toHaveLength(1)
    expect(() => a.unignore('no name', 1)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_ADDRESS' }))
  })
})
