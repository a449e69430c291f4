import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ClacksError, reasonOf } from '../../errors.js'
import type { Log } from '../../log.js'
import type { ClacksNode } from '../../plugins/clacks-node.js'

/**
 * Enqueues every line of a stream: JSON where it parses, else the text; empty lines are skipped. Reads no faster than
 * the queue has room. A line that is no message is warned of. Resolves at the end of the stream, or when aborted.
 */
export async function enqueueLines(
  input: Readable,
  node: ClacksNode,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const room = nextRoom(node, signal)
  const lines = createInterface({ input, signal, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    try {
      await enqueue(messageOf(line))
    } catch (thrown) {
      log.warn(`Line ${number} of the input is not sent: ${reasonOf(thrown)}`)
    }
    if (signal.aborted) break
  }
  // A terminal would keep the process alive.
  input.destroy()

  async function enqueue(message: unknown): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!node.enqueue(message))
          log.warn(`Line ${number} of the input is ${String(message)}, which is no message.`)
        return
      } catch (thrown) {
        if (!(thrown instanceof ClacksError) || thrown.code !== 'ERR_CLACKS_QUEUE_FULL') throw thrown
        await room()
      }
    }
  }
}

/** The message that a text stands for: JSON where it parses, else the text itself. */
export function messageOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

/** Waits until a message has left the queue. */
function nextRoom(node: ClacksNode, signal: AbortSignal): () => Promise<void> {
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
    // The hooks may be called just before the place in the queue is free.
    await nextTurn()
  }
}
