import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiver } from '@clacks/plugin-archiver'
import { messageFormatter } from '@clacks/plugin-message-formatter'
import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'
import wire, { type Dispatch, type Edition } from '../wire.js'

const TAGS = ['ships', 'trade', 'music', 'gossip']
const DISPATCHES = Array.from(
  { length: 80 },
  (_, index): Dispatch => ({
    class: 'dispatch',
    tag: TAGS[index % 4] ?? '',
    place: 'cape',
    text: `Number ${index}`,
  }),
)
const isEdition = (message: unknown): message is Edition => Object(message).class === 'edition'

it('publishes ten editions of the 40 matching dispatches, archives them, and restores lost ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-hybrid-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using network = await createNetwork({
    nodes: ['wire', ...Array.from({ length: 7 }, (_, index) => `tower-${index}`)],
    patient: true,
    plugins: (name) =>
      name === 'wire'
        ? [
            messageFormatter({ class: 'dispatch', required: ['tag', 'place', 'text'], otherClasses: 'pass' }),
            wire({ tags: ['ships', 'trade'], perEdition: 4 }),
            archiver({
              path: join(folder, 'archive.db'),
              classes: ['edition'],
              persister: { after: 600_000, jitter: 0 },
            }),
          ]
        : [],
    options: { sendrate: 1 },
    legacy: ['tower-6'],
  })
  for (const [index, dispatch] of DISPATCHES.entries()) network.node(1 + (index % 7)).enqueue(dispatch)
  await network.advance('20m')
  const editions = () => network.messages().flatMap(({ message }) => (isEdition(message) ? [message] : []))
  expect(
    editions()
      .map(({ number }) => number)
      .sort((a, b) => a - b),
  ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const items = editions().flatMap((edition) => edition.items)
  expect(new Set(items).size).toBe(40)
  expect(items).not.toContain('CAPE: Number 2')
  expect(network.messages()).toHaveLength(90)

  for (const victim of ['tower-0', 'tower-1', 'tower-2', 'tower-3']) network.kill(victim)
  expect(editions().length).toBeLessThan(10)
  await network.advance('40m')
  expect(new Set(editions().map(({ number }) => number)).size).toBe(10)
  const stats = await network.node('wire').service('archive')?.stats()
  expect(stats?.messages).toBe(10)
  expect(stats?.putBack).toBeGreaterThan(0)
})
