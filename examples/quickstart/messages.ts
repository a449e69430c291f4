import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** What the demo puts in the network: the `class` is what the message-formatter of tower 1 asks for. */
export interface Clack {
  readonly class: 'clack'
  /** Tells messages of one text apart. */
  readonly number: number
  readonly text: string
  /** Written by the plugin `stamp`. */
  readonly hops?: number
}

/** Longer ones clacks-p2p would corrupt; the hops that are stamped later have room. */
const LEGACY_BYTES = 15_000

/** Messages from a text file, a line each; from standard input for `-`. */
export async function readMessages(source: string | URL): Promise<Clack[]> {
  const whole = source === '-' ? await text(process.stdin) : await readFile(source, 'utf8')
  const lines = whole.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.map((line, index) => ({ class: 'clack', number: index + 1, text: line }))
}

/** Whether clacks-p2p can take a message and pass it on: the nodes of clacks send it nothing else. */
export function isForLegacy(message: Clack): boolean {
  const json = JSON.stringify(message)
  return json.length <= LEGACY_BYTES && Buffer.byteLength(json) === json.length
}

export function isClack(message: unknown): message is Clack {
  return (
    typeof message === 'object' &&
    message !== null &&
    'number' in message &&
    typeof message.number === 'number'
  )
}
