import { describe, expect, it } from 'vitest'
import { MixedNetwork, statusOf } from './mixed-network.js'

const TEN_KB = 'Going home. '.repeat(853)
const MESSAGES: readonly unknown[] = [
  'GNU Terry Pratchett',
  { class: 'clacks', line: { from: 'Ankh-Morpork', to: 'Genua' }, hops: [1, 2, 3] },
  42,
  -0.125,
  true,
  ['G', 'N', 'U'],
  TEN_KB,
  { text: TEN_KB },
]

/** Nodes in a line, ours and legacy nodes in turn. Each knows only the next one. */
async function startLine(network: MixedNetwork, ours: number, theirs: number): Promise<string[]> {
  const nodes = []
  for (let index = 0; index < Math.max(ours, theirs); index++) {
    if (index < ours) nodes.push(await network.addOurs())
    if (index < theirs) nodes.push(await network.addLegacy())
  }
  for (const [index, one] of nodes.entries()) {
    const [hostname = '', port] = (nodes[index + 1] ?? nodes[0])?.address.split(':') ?? []
    if (index === nodes.length - 1) continue
    if ('node' in one) one.node.addPeer(hostname, Number(port))
    else one.addPeer(hostname, Number(port))
  }
  return nodes.map(({ address }) => address)
}

describe.each([
  { ours: 2, theirs: 2 },
  { ours: 1, theirs: 5 },
])('$ours of our nodes and $theirs clacks-p2p nodes in a line', ({ ours, theirs }) => {
  it('learn of each other, every message visits every node, and none is lost or doubled', async () => {
    await using network = await MixedNetwork.make()
    const addresses = await startLine(network, ours, theirs)
    // A clacks-p2p node without a peer deletes its messages: give it a peer before the first one.
    for (const message of MESSAGES) network.ours[0]?.node.enqueue(message)
    network.legacies[0]?.enqueue('from the other side')
    const sent = [...MESSAGES, 'from the other side'].map((message) => JSON.stringify(message))

    const everywhere = [...network.ours, ...network.legacies]
    await network.until('every message visits every node', () =>
      everywhere.every(({ everQueued }) => {
        const visited = new Set(everQueued.map((message) => JSON.stringify(message)))
        return sent.every((text) => visited.has(text))
      }),
    )
    await network.until('everybody knows everybody', () =>
      addresses.every(
        (address) =>
          network.ours.every((one) => one.address === address || statusOf(one, address) !== undefined) &&
          network.legacies.every((legacy) => legacy.address === address || legacy.peers.has(address)),
      ),
    )

    expect(await network.gather(sent.length)).toEqual([...sent].sort())
    network.expectUnharmed()
  })
})
