import type { ClacksError } from '../../errors.js'
import type { Connection } from './client-connection.js'

/** Items that may wait for a slow reader before the connection is paused. */
const MAX_WAITING = 1_000

/** An item of a call, and how many before it were left out because nobody read them in time. */
export interface Streamed<Item> {
  readonly item: Item
  readonly skipped: number
}

/** Calls a method that sends items, and gives them one after the other until the reader ends or the connection does. */
export async function* stream<Item>(
  connection: Connection,
  method: string,
  params: object,
  signal: AbortSignal | undefined,
): AsyncGenerator<Streamed<Item>, void, undefined> {
  const waiting: Streamed<Item>[] = []
  let over = false
  let failure: ClacksError | undefined
  let wake = (): void => {}
  const cancel = connection.start(method, params, {
    item(item, skipped) {
      // Of which type the items are this version of the protocol says.
      waiting.push({ item: item as Item, skipped })
      if (waiting.length >= MAX_WAITING) connection.pause()
      wake()
    },
    ended() {
      over = true
      wake()
    },
    failed(error) {
      failure = error
      wake()
    },
  })
  const abort = (): void => {
    over = true
    wake()
  }
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  try {
    while (!over || waiting.length > 0) {
      const next = waiting.shift()
      if (next !== undefined) {
        if (waiting.length === 0) connection.resume()
        yield next
      } else if (failure !== undefined) {
        throw failure
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    connection.resume()
    cancel()
  }
}
