import { join } from 'node:path'
import { createLoopback } from 'clacks/testing'
import { expect, it } from 'vitest'
import { signer } from '../src/index.js'
import { temporaryFolder } from './temporary-folder.js'

const CONTENTS = [
  { author: 'moist', text: 'GNU Terry Pratchett' },
  { z: 1, a: [1.0, -0, 1e21, 0.1, 1e-7], 10: 'ten', 9: 'nine', nested: { b: null, a: false } },
  { text: 'quotes " and \\ and \n and \u007f', long: 'x'.repeat(14_000) },
  'a text',
  [1, [2, [3]]],
]

it('a signed message passes through a clacks-p2p unchanged', async () => {
  const folder = await temporaryFolder()
  await using network = await createLoopback({
    nodes: {
      a: { plugins: [signer({ key: join(folder, 'key.pem') })] },
      b: { sendrate: 0, plugins: [signer({ invalid: 'mark' })] },
    },
    legacy: ['old'],
    topology: [
      ['a', 'old'],
      ['old', 'b'],
    ],
  })
  // a must not discover b, or it would send to b directly.
  network.node('a').hooks.admitPeer.tap('test', ({ port }) => port === network.legacy('old').port)
  const a = network.node('a').service('signatures')
  const b = network.node('b').service('signatures')
  for (const content of CONTENTS) network.node('a').enqueue(a?.sign(content))
  const arrived = () => network.arrivals('b')
  const different = () => new Set(arrived().map((message) => JSON.stringify(message))).size
  await network.until('b has received all', () => different() === CONTENTS.length)
  expect(arrived().map((message) => b?.state(message).state)).toEqual(arrived().map(() => 'valid'))
  expect(b?.state(arrived().find((message) => Object(message).author === 'moist')).author).toBe('moist')
})
