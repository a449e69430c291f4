import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiver } from '@clacks/plugin-archiver'
import { createNetwork, type Network } from 'clacks/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { chatMessages } from '../messages.js'
import { Person } from '../person.js'

/** People at some of twelve nodes, each with an archive, and what they see. */
async function people(...names: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-chat-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const messages = new Map(names.map((name) => [name, chatMessages()]))
  const network = await createNetwork({
    nodes: [...names, ...Array.from({ length: 12 - names.length }, (_, index) => `tower-${index}`)],
    patient: true,
    plugins: (name) => [
      messages.get(name)?.plugin() ?? false,
      messages.has(name) && archiver({ path: join(folder, `${name}.db`), classes: ['say'] }),
    ],
    options: { sendrate: 2 },
    legacy: ['tower-0'],
  })
  const screens = new Map<string, string[]>()
  const persons = [...messages].map(([name, own]) => {
    const screen: string[] = []
    screens.set(name, screen)
    return new Person(
      network.node(name),
      own,
      name,
      (line) => screen.push(line),
      () => network.clock.now(),
    )
  })
  return { network, persons, screen: (name: string) => screens.get(name) ?? [] }
}

const enter = async (network: Network, person: Person | undefined, room: string): Promise<void> =>
  network.complete(person?.enter(room) ?? Promise.resolve())

describe('a chat', () => {
  it('delivers every line to everybody in the room, once', async () => {
    const { network, persons, screen } = await people('moist', 'adora', 'vetinari')
    await using _ = network
    for (const person of persons) await enter(network, person, 'lobby')
    for (let line = 0; line < 10; line++) for (const person of persons) person.say(`line ${line}.`)
    await network.advance('10m')
    for (const name of ['moist', 'adora', 'vetinari']) {
      const lines = screen(name).filter((text) => text.includes(': line'))
      expect(lines).toHaveLength(30)
      expect(new Set(lines).size).toBe(30)
      expect(screen(name).filter((text) => text.endsWith('has come in'))).toHaveLength(2)
    }
    // The lines walk on, for people who join later.
    expect(network.messages()).toHaveLength(33)
  })

  it('separates rooms, and shows what was said meanwhile to those who come back', async () => {
    const { network, persons, screen } = await people('moist', 'adora')
    await using _ = network
    const [moist, adora] = persons
    await enter(network, moist, 'lobby')
    await enter(network, adora, 'workshop')
    moist?.say('In the lobby.')
    await network.advance('5m')
    expect(screen('adora')).toEqual([])
    adora?.rename('spike')
    await enter(network, adora, 'lobby')
    expect(screen('adora')).toEqual(['[lobby, earlier] moist: In the lobby.'])
    await network.advance('5m')
    expect(screen('moist')).toContain('[lobby] spike has come in')
  })

  it('accepts only its own messages', async () => {
    const { network, screen } = await people('moist')
    await using _ = network
    const right = { class: 'say', id: '1', room: '', nickname: 'x', at: 1, text: 'y' }
    for (const wrong of [
      { ...right, text: 7 },
      { ...right, room: 'x'.repeat(41) },
      { ...right, html: '<b>' },
      'y',
    ])
      network.node('tower-1').enqueue(wrong)
    await network.advance('5m')
    expect(screen('moist')).toEqual([])
    expect(network.node('moist').peek()).toEqual([])
  })
})
