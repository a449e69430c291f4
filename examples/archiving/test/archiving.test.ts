import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiver } from '@clacks/plugin-archiver'
import { createNetwork } from 'clacks/testing'
import { expect, it, onTestFinished } from 'vitest'

const NEWS = Array.from({ length: 60 }, (_, index) => ({
  class: 'news',
  text: `${index % 3 === 0 ? 'Ships' : 'Barns'} at number ${index}`,
}))

it('archives every message once, and finds every third', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-archiving-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using network = await createNetwork({
    nodes: ['library', ...Array.from({ length: 11 }, (_, index) => `tower-${index}`)],
    patient: true,
    plugins: (name) => (name === 'library' ? [archiver({ path: join(folder, 'archive.db') })] : []),
    options: { sendrate: 5 },
    legacy: ['tower-10'],
  })
  const touched = new Map<string, number>()
  network.node('library').hooks.queued.tap('test', (message) => {
    const text = JSON.stringify(message)
    touched.set(text, (touched.get(text) ?? 0) + 1)
  })
  for (const [index, news] of NEWS.entries()) network.node(1 + (index % 11)).enqueue(news)
  await network.advance('2m')
  network.assertConserved()

  const archive = network.node('library').service('archive')
  const stats = await archive?.stats()
  expect(touched.size).toBe(60)
  expect(stats?.messages).toBe(60)
  expect(stats?.recorded).toBe([...touched.values()].reduce((sum, count) => sum + count, 0))
  const found: unknown[] = []
  for await (const { message, timesSeen } of archive?.query({ text: 'ship*' }) ?? []) {
    found.push(message)
    expect(timesSeen).toBe(touched.get(JSON.stringify(message)))
  }
  const ships = NEWS.filter(({ text }) => text.startsWith('Ships'))
  expect(found).toHaveLength(20)
  expect(found).toEqual(expect.arrayContaining(ships))
})
