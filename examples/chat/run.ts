import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLoopback } from 'clacks/testing'
import { dialogue } from './dialogue.js'
import { chatMessages } from './messages.js'
import { nodeOf } from './node.js'
import { Person } from './person.js'
import { talk } from './terminal.js'

const FOLDER = fileURLToPath(new URL('.clacks/', import.meta.url))
const OPTIONS = {
  nick: { type: 'string' },
  join: { type: 'string' },
  room: { type: 'string', default: 'lobby' },
} as const

/**
 * Without arguments two people talk; with `--nick` you take part, with `--join` in a running chat.
 */
export default async function chat(signal: AbortSignal, args: readonly string[]): Promise<void> {
  const { nick, join: address, room } = parseArgs({ args: [...args], options: OPTIONS }).values
  if (nick === undefined) return dialogue(signal)
  if (!/^[\w-]{1,40}$/.test(nick)) throw new Error('a nickname has 1 to 40 letters, digits, - and _')
  await mkdir(FOLDER, { recursive: true })
  // Without --join, this process starts a network.
  await using home =
    address === undefined
      ? await createLoopback({
          nodes: { 'tower-1': {}, 'tower-2': {}, 'tower-3': {} },
          legacy: ['old-tower'],
          signal,
        })
      : undefined
  const messages = chatMessages()
  await using node = await nodeOf(messages, join(FOLDER, `${nick}.db`), {
    hostname: '127.0.0.1',
    port: 0,
    sendrate: 20,
  })
  await node.start()
  const { hostname, port } = home?.node('tower-1').address ?? new URL(`clacks://${address}`)
  if (!(await node.announce(hostname, port))) throw new Error(`no answer from ${hostname}:${port}`)
  const own = `${node.address.hostname}:${node.address.port}`
  const begin = async (show: (line: string) => void): Promise<Person> => {
    show(`Others join with: npm run example chat -- --nick NAME --join ${own}`)
    const person = new Person(node, messages, nick, show)
    await person.enter(room)
    return person
  }
  await talk(begin, signal)
}
