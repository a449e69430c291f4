import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClacksOptions } from 'clacks'
import { createLoopback, type Loopback } from 'clacks/testing'
import { chatMessages } from './messages.js'
import { nodeOf } from './node.js'
import { Person } from './person.js'

/** Two people talk in a room; one leaves, comes back, and reads what was said meanwhile. */
export async function dialogue(signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-chat-'))
  try {
    const [moists, adoras] = [chatMessages(), chatMessages()]
    await using network = await createLoopback({
      nodes: {
        moist: (place: ClacksOptions) => nodeOf(moists, join(folder, 'moist.db'), place),
        adora: (place: ClacksOptions) => nodeOf(adoras, join(folder, 'adora.db'), place),
        'tower-1': {},
        'tower-2': {},
      },
      legacy: ['old-tower'],
      signal,
    })
    const screens: Record<string, string[]> = { moist: [], adora: [] }
    const person = (name: 'moist' | 'adora', messages: ReturnType<typeof chatMessages>) =>
      new Person(network.node(name), messages, name, (line) => {
        screens[name]?.push(line)
        console.log(name === 'moist' ? line : `${' '.repeat(48)}${line}`)
      })
    await play(network, person('moist', moists), person('adora', adoras), screens)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function play(
  network: Loopback,
  moist: Person,
  adora: Person,
  screens: Record<string, string[]>,
): Promise<void> {
  const reads = (name: string, text: string): Promise<void> =>
    network.until(`${name} reads: ${text}`, () => screens[name]?.some((line) => line.includes(text)) ?? false)

  console.log(`${"moist's terminal".padEnd(48)}adora's terminal`)
  console.log(`${'-'.repeat(44)}    ${'-'.repeat(44)}`)
  await moist.enter('lobby')
  await adora.enter('lobby')
  await reads('moist', 'adora has come in')
  moist.say('Does the new tower work?')
  await reads('adora', 'new tower')
  adora.say('See for yourself. You are reading this.')
  await reads('moist', 'See for yourself')
  adora.rename('spike')
  await adora.enter('workshop')
  moist.say('Are you still there?')
  moist.say('I will write it down, then: it works.')
  // Her node receives and archives it, although she is in another room.
  const heard = (): boolean =>
    network.seen('adora').some((message) => Object(message).text?.includes('it works'))
  await network.until('her node has received it', () => heard() && network.seen('adora').length >= 7)
  await network.pass('500ms')
  await adora.enter('lobby')
  await reads('moist', 'spike has come in')
  console.log(
    `\n${network.seen('tower-1').length} messages visited tower-1; the clacks-p2p received ${network.arrivals('old-tower').length}.`,
  )
}
