import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signer } from '@clacks/plugin-signer'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import corrupter from '../corrupter.js'
import witness from '../witness.js'

const NEWS = Array.from({ length: 60 }, (_, index) => ({
  author: 'publisher',
  text: `The price of lot ${index + 100} is ${index}`,
}))
const TRUTH = new Set(NEWS.map(({ text }) => text))
const TOWERS = Array.from({ length: 8 }, (_, index) => `tower-${index}`)

/** A publisher, eight towers, and a corrupter; 60 prices; five minutes. */
async function published(signs: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-corrupting-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const network = await createNetwork({
    nodes: ['publisher', ...TOWERS, 'corrupter'],
    patient: true,
    plugins: (name) => {
      if (name === 'corrupter') return [corrupter]
      if (!signs) return []
      return name === 'publisher'
        ? [signer({ key: join(folder, 'key.pem'), invalid: 'drop' })]
        : [signer({ invalid: 'drop', unsigned: 'drop' }), witness]
    },
    options: { sendrate: 2 },
  })
  const lies = new Set<string>()
  for (const name of TOWERS) {
    network.node(name).hooks.queued.tap('test', (message) => {
      const text = String(Object(message).text)
      if (!TRUTH.has(text)) lies.add(text)
    })
  }
  const publisher = network.node('publisher')
  const signatures = publisher.service('signatures')
  for (const news of NEWS) publisher.enqueue(signatures?.sign(news) ?? news)
  await network.advance('5m')
  return { network, lies }
}

describe('corrupting', () => {
  it('without signatures alters nearly everything', async () => {
    const { network, lies } = await published(false)
    await using _ = network
    const true_ = network.messages().filter(({ message }) => TRUTH.has(Object(message).text))
    expect(network.messages().reduce((sum, { copies }) => sum + copies, 0)).toBe(60)
    expect(true_.length).toBeLessThan(10)
    expect(lies.size).toBeGreaterThan(100)
  })

  it('with signatures no tower accepts an altered price, and every detection names the corrupter', async () => {
    const { network, lies } = await published(true)
    await using _ = network
    expect(lies.size).toBe(0)
    const detections = TOWERS.flatMap((name) => network.node(name).service('witness') ?? [])
    expect(detections.length).toBeGreaterThan(40)
    expect(new Set(detections.map(({ hostname }) => hostname))).toEqual(new Set(['corrupter']))
    expect(new Set(detections.map(({ reason }) => reason))).toEqual(
      new Set(['the signature does not match the content']),
    )
  })
})
