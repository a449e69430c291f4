import type { Readable } from 'node:stream'
import { enqueueWhenRoom } from '../../control/enqueue-when-room.js'
import { reasonOf } from '../../errors.js'
import { linesOf } from '../../input-lines.js'
import type { Log } from '../../log.js'
import type { Clacks } from '../../node.js'

/**
 * Enqueues each line of a stream: as it is if it is JSON, otherwise as a string. Empty lines are
 * skipped and invalid messages are logged. Waits while the queue is full. Resolves at the end of
 * the stream or on abort.
 */
export async function enqueueLines(
  input: Readable,
  node: Clacks,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const close = (): void => void input.destroy()
  signal.addEventListener('abort', close, { once: true })
  let number = 0
  try {
    for await (const line of linesOf(input)) {
      number = line.number
      if (line.text?.trim() === '') continue
      try {
        if (line.text === undefined) throw new Error(`${line.invalid}.`)
        const json = jsonOf(line.text)
        const isMessage = await enqueueWhenRoom(node, json, signal)
        if (!isMessage && !signal.aborted)
          log.warn(`Line ${number} of the input is ${json}, which is not a message.`)
      } catch (thrown) {
        log.warn(`Line ${number} of the input was not sent: ${reasonOf(thrown)}`)
      }
      if (signal.aborted) break
    }
  } catch (thrown) {
    if (!signal.aborted) log.error(`The rest of the input was not sent: ${reasonOf(thrown)}`)
  } finally {
    signal.removeEventListener('abort', close)
    // An open terminal would keep the process alive.
    input.destroy()
  }
}

/** The JSON text of a message as a person writes it: the text if it is JSON, else a string. */
export function jsonOf(text: string): string {
  try {
    JSON.parse(text)
    return text.trim()
  } catch {
    return JSON.stringify(text)
  }
}
