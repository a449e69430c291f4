import { expect, it } from 'vitest'
import { post } from '../node/post.js'
import { MixedNetwork } from './mixed-network.js'

const MANY_DIGITS = '12345678901234567890'

/** What a clacks-p2p node cannot carry, as JSON texts. */
const UNCARRIED: Record<string, string> = {
  'text that is not ASCII': '"café"',
  'text that is not ASCII, escaped': String.raw`"caf\u00e9"`,
  '20 KB': JSON.stringify('x'.repeat(20_000)),
  '5,000 levels': `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  'a number of 20 digits': `{"id":${MANY_DIGITS}}`,
  zero: '0',
}

it('messages that a clacks-p2p node cannot carry are routed around it, and never harm it', async () => {
  await using network = await MixedNetwork.make()
  const one = await network.addOurs()
  const other = await network.addOurs()
  const legacy = await network.addLegacy()
  one.node.addPeer('127.0.0.1', other.node.address.port)
  one.node.addPeer(legacy.hostname, legacy.port)
  other.node.addPeer(legacy.hostname, legacy.port)
  const texts = Object.values(UNCARRIED)
  for (const json of texts) {
    // As one of our nodes would send it: the text is unchanged.
    const body = `{"message":${json},"type":"message","sender":{"hostname":"127.0.0.1","port":${other.node.address.port}}}`
    expect(await post(one.node, body)).toMatchObject({ status: 200 })
  }
  const plain = Array.from({ length: 5 }, (_, index) => `plain ${index}`)
  for (const message of plain) one.node.enqueue(message)

  const passes = (count: number): boolean =>
    [one, other].every(({ everQueued }) => everQueued.length >= count * (texts.length + plain.length))
  await network.until('all messages walk back and forth', () => passes(10))
  await network.until('what it can carry passes through it', () =>
    plain.every((message) => legacy.everQueued.includes(message)),
  )

  const sent = [...texts, ...plain.map((message) => JSON.stringify(message))]
  expect(await network.gather(sent.length)).toEqual(sent.sort())
  expect(new Set(legacy.everQueued)).toEqual(new Set(plain))
  network.expectUnharmed()
})
