import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { isClacksError, linesOf } from 'clacks'
import { enqueueWhenRoom } from 'clacks/control'
import type { RouteParts } from './context.js'

/** Refused lines that are reported one by one. */
const MAX_REFUSED = 100
/** Milliseconds that a client may be silent in the middle of a stream. */
const IDLE_MS = 60_000

interface Refused {
  readonly line: number
  readonly code: string
  readonly reason: string
}

/**
 * Enqueues the lines of a stream, one after the other. While the queue is full, nothing is read, so
 * that the client has to wait. When the client goes away, what it sent before stays in the queue.
 */
export async function enqueueStream(
  { node, after }: Pick<RouteParts, 'node' | 'after'>,
  body: Readable,
  request: IncomingMessage,
): Promise<{ queued: number; refused: readonly Refused[]; refusedCount: number }> {
  const gone = new AbortController()
  request.socket.once('close', () => gone.abort())
  const refused: Refused[] = []
  let queued = 0
  let refusedCount = 0
  const refuse = (line: number, code: string, reason: string): void => {
    refusedCount++
    if (refused.length < MAX_REFUSED) refused.push({ line, code, reason })
  }
  const timed = withIdleLimit(body, () => after(IDLE_MS, () => request.destroy()))
  for await (const { number, text, invalid } of linesOf(timed)) {
    if (text?.trim() === '') continue
    if (text === undefined) {
      refuse(number, 'ERR_CLACKS_INPUT', `The line cannot be read: ${invalid}.`)
      continue
    }
    try {
      if (await enqueueWhenRoom(node, text, gone.signal)) queued++
      else if (gone.signal.aborted) break
      else refuse(number, 'ERR_CLACKS_MESSAGE_NOT_JSON', 'null, false and "" are not messages.')
    } catch (thrown) {
      // A node that stops accepts none of the further ones.
      if (!isClacksError(thrown) || thrown.code === 'ERR_CLACKS_STATE') throw thrown
      refuse(number, thrown.code, thrown.message)
    }
  }
  return { queued, refused, refusedCount }
}

/** Only the time in which we wait for the client counts. */
async function* withIdleLimit(body: Readable, startTimer: () => () => void): AsyncGenerator<Buffer> {
  let cancel = startTimer()
  try {
    for await (const chunk of body) {
      cancel()
      yield chunk
      cancel = startTimer()
    }
  } finally {
    cancel()
  }
}
