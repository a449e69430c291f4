import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { hasCode, reasonOf } from '../../errors.js'
import { linesOf } from '../../input-lines.js'
import type { Log } from '../../log.js'
import type { ClacksNode } from '../../plugins/clacks-node.js'

/**
 * Enqueues each line of a stream: as it is if it is JSON, otherwise as a string. Empty lines are
 * skipped and invalid messages are logged. Waits while the queue is full. Resolves at the end of
 * the stream or on abort.
 */
export async function enqueueLines(
  input: Readable,
  node: ClacksNode,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const queueHasRoom = waitForRoom(node, signal)
  const close = (): void => void input.destroy()
  signal.addEventListener('abort', close, { once: true })
  let number = 0
  try {
    for await (const line of linesOf(input)) {
      number = line.number
      if (line.text?.trim() === '') continue
      try {
        if (line.text !== undefined) await enqueue(jsonOf(line.text))
        else log.warn(`Line ${number} of the input was not sent: ${line.invalid}.`)
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

  async function enqueue(json: string): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!node.enqueueJson(json))
          log.warn(`Line ${number} of the input is ${json}, which is not a message.`)
        return
      } catch (thrown) {
        if (!hasCode(thrown, 'ERR_CLACKS_QUEUE_FULL')) throw thrown
        await queueHasRoom()
      }
    }
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

/** Returns a function that waits until a message has left the queue. */
function waitForRoom(node: ClacksNode, signal: AbortSignal): () => Promise<void> {
  let wake = (): void => {}
  const left = (): undefined => {
    wake()
  }
  node.hooks.sent.tap('clacks start', left)
  node.hooks.discarded.tap('clacks start', left)
  signal.addEventListener('abort', left, { once: true })
  return async () => {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    // The hooks may run just before the slot in the queue is free.
    await nextTurn()
  }
}
