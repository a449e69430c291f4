import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** A message of the demo. The message-formatter of tower 1 requires the `class`. */
export interface Clack {
  readonly class: 'clack'
  /** Distinguishes messages with the same text. */
  readonly number: number
  readonly text: string
  /** Written by the plugin `stamp`. */
  readonly hops?: number
}

/** clacks-p2p corrupts longer messages. Leaves room for the hops that are stamped later. */
const LEGACY_BYTES = 15_000

/** Reads messages from a text file, one per line; `-` reads standard input. */
export async function readMessages(source: string | URL): Promise<Clack[]> {
  const whole = source === '-' ? await text(process.stdin) : await readFile(source, 'utf8')
  const lines = whole.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.map((line, index) => ({ class: 'clack', number: index + 1, text: line }))
}

/** Whether clacks-p2p can receive a message and pass it on. Clacks nodes send it nothing else. */
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
