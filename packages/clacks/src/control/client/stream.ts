import type { ClacksError } from '../../errors.js'
import type { Connection } from './client-connection.js'

/** The connection is paused if this many items wait for the consumer. */
const MAX_PENDING = 1_000

/**
 * An item of a call, and the number of items dropped before it because the consumer was too slow.
 */
export interface Streamed<Item> {
  readonly item: Item
  readonly skipped: number
}

/**
 * Makes a call and yields its items until the consumer stops, the call ends or the connection is
 * lost.
 */
export async function* stream<Item>(
  connection: Connection,
  method: string,
  params: object,
  signal: AbortSignal | undefined,
): AsyncGenerator<Streamed<Item>, void, undefined> {
  const pending: Streamed<Item>[] = []
  let ended = false
  let failure: ClacksError | undefined
  let wake = (): void => {}
  const cancel = connection.start(method, params, {
    item(item, skipped) {
      // The protocol version determines the type of the items.
      pending.push({ item: item as Item, skipped })
      if (pending.length >= MAX_PENDING) connection.pause()
      wake()
    },
    ended() {
      ended = true
      wake()
    },
    failed(error) {
      failure = error
      wake()
    },
  })
  const abort = (): void => {
    ended = true
    wake()
  }
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  try {
    while (!ended || pending.length > 0) {
      const next = pending.shift()
      if (next !== undefined) {
        if (pending.length === 0) connection.resume()
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
