import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiver } from '@clacks/plugin-archiver'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it, onTestFinished } from 'vitest'

const MESSAGES = Array.from({ length: 100 }, (_, number) => ({ class: 'name', number }))

/** How many of 100 messages are left an hour after four of twelve nodes were killed. */
async function survivors(persister: boolean): Promise<{ after: number; later: number; copies: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-persisting-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using network = await createNetwork({
    nodes: ['keeper', ...Array.from({ length: 11 }, (_, index) => `tower-${index}`)],
    patient: true,
    plugins: (name) =>
      name === 'keeper'
        ? [
            archiver({
              path: join(folder, 'archive.db'),
              persister: persister && { after: 900_000, jitter: 0 },
            }),
          ]
        : [],
    options: { sendrate: 1 },
    legacy: ['tower-10'],
  })
  for (const [index, message] of MESSAGES.entries()) network.node(1 + (index % 11)).enqueue(message)
  await network.advance('15m')
  expect(network.messages()).toHaveLength(100)
  for (const victim of ['tower-0', 'tower-3', 'tower-6', 'tower-9']) network.kill(victim)
  const after = network.messages().length
  await network.advance('1h')
  const messages = network.messages()
  return { after, later: messages.length, copies: messages.reduce((sum, { copies }) => sum + copies, 0) }
}

describe('persisting', () => {
  it('without it, the messages of killed nodes are lost', async () => {
    const { after, later } = await survivors(false)
    expect(after).toBeLessThan(80)
    expect(later).toBe(after)
  })

  it('with it, all messages come back, and few of them twice', async () => {
    const { after, later, copies } = await survivors(true)
    expect(after).toBeLessThan(80)
    expect(later).toBe(100)
    expect(copies).toBeLessThan(120)
  })
})
