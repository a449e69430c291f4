import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type ClacksOptions, createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import leak from './leak.js'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))

/**
 * Sends a file in chunks through a network in which one node loses one message in four.
 * @param args a file; without it, 200,000 random bytes
 */
export default async function bifurcating(signal: AbortSignal, [path]: readonly string[]): Promise<void> {
  const bytes = path === undefined ? randomBytes(200_000) : await readFile(path)
  const files = (place: ClacksOptions) => createNode(CONFIG, { overrides: place })
  await using network = await createLoopback({
    nodes: { origin: files, destination: files, leaky: { plugins: [leak({ oneIn: 4 })] }, 'tower-1': {} },
    legacy: ['old-tower'],
    sendrate: 50,
    signal,
  })
  const [origin, destination] = [
    network.node('origin').service('files'),
    network.node('destination').service('files'),
  ]
  const sha256 = origin?.send(bytes) ?? ''
  let whole: Buffer | undefined
  void destination?.receive(sha256).then((file) => {
    whole = file
  })
  await network.until('the file is complete', () => whole !== undefined, '60s')

  const received = destination?.received ?? []
  const chunks = new Set(received).size
  const { discarded } = network.node('leaky').statistics()
  console.log(`${bytes.length} bytes in ${chunks} chunks from ${network.names.join(', ')}`)
  console.log(`order of arrival    ${received.slice(0, 24).join(' ')}${received.length > 24 ? ' …' : ''}`)
  console.log(`lost by leaky       ${discarded} messages`)
  console.log(
    `requests            ${destination?.requests}; ${received.length - chunks} chunks arrived twice`,
  )
  console.log(`SHA-256 sent        ${sha256}`)
  console.log(`received unchanged  ${whole?.equals(bytes)}`)
}
