import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiver } from '@clacks/plugin-archiver'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import reciprocity from '../reciprocity.js'
import wall from '../wall.js'

const MESSAGES = Array.from({ length: 100 }, (_, number) => ({ class: 'name', number }))
const TOWERS = Array.from({ length: 9 }, (_, index) => `tower-${index}`)

/**
 * What is left of 100 messages 40 minutes after one of ten nodes has become a wall; the archive has
 * seen all of them.
 */
async function left(defence: { reciprocity: boolean; archive: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-stonewalling-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const keeper = archiver({ path: join(folder, 'archive.db'), persister: { after: 300_000, jitter: 0 } })
  await using network = await createNetwork({
    nodes: [...TOWERS, 'wall'],
    patient: defence.archive,
    plugins: (name) => [
      name !== 'wall' && defence.reciprocity && reciprocity({ maxTaken: 20 }),
      name === 'tower-0' && defence.archive && keeper,
    ],
    options: { sendrate: 1 },
  })
  for (const [index, message] of MESSAGES.entries()) network.node(index % 9).enqueue(message)
  await network.advance('15m')
  await network.node('wall').use(wall)
  await network.advance('40m')
  const ignored = TOWERS.filter((name) => Object.keys(network.node(name).getPeers().ignored).length > 0)
  return { messages: network.messages().length, ignored: ignored.length }
}

describe('a wall', () => {
  it('swallows everything without a defence', async () => {
    expect(await left({ reciprocity: false, archive: false })).toEqual({ messages: 0, ignored: 0 })
  })

  it('is not detected in time by counting alone: no messages are left to count', async () => {
    expect(await left({ reciprocity: true, archive: false })).toEqual({ messages: 0, ignored: 0 })
  })

  it('swallows what an archive restores, unless peers count', async () => {
    const { messages, ignored } = await left({ reciprocity: false, archive: true })
    expect(messages).toBeGreaterThan(0)
    expect(messages).toBeLessThan(90)
    expect(ignored).toBe(0)
  })

  it('is ignored by all peers, and an archive restores all messages', async () => {
    expect(await left({ reciprocity: true, archive: true })).toEqual({ messages: 100, ignored: 9 })
  })
})

it('honest peers are not ignored', async () => {
  await using network = await createNetwork({
    nodes: 10,
    plugins: [reciprocity({ maxTaken: 20 })],
    options: { sendrate: 5 },
  })
  for (const [index, message] of MESSAGES.entries()) network.node(index % 10).enqueue(message)
  await network.advance('10m')
  for (const node of network.nodes) expect(Object.keys(node.getPeers().ignored)).toEqual([])
  network.assertConserved()
})
