import type { Connection } from './client-connection.js'

/** The number of items that wait for the consumer. Later ones are skipped and counted. */
const MAX_PENDING = 1_000

/** Items of a call. Ends with the loop. */
export interface Subscription<Item> extends AsyncGenerator<Item, void, undefined> {
  /**
   * Resolves when the node has begun to report. What happens afterwards is an item, or counted as
   * skipped. Rejects if the call fails.
   */
  readonly subscribed: Promise<void>
}

/**
 * Makes a call at once, and yields its items until the consumer stops, the call ends or the
 * connection is lost.
 *
 * @param skipped makes an item for those that were dropped because the consumer was too slow
 */
export function subscribe<Item>(
  connection: Connection,
  method: string,
  params: object,
  skipped: (items: number) => Item | undefined,
  signal: AbortSignal | undefined,
): Subscription<Item> {
  const pending: Item[] = []
  let dropped = 0
  let end: { readonly error?: unknown } | undefined
  let wake = (): void => {}
  let confirm = { resolve: (): void => {}, reject: (_: unknown): void => {} }
  const subscribed = new Promise<void>((resolve, reject) => {
    confirm = { resolve, reject }
  })
  // A caller need not await it.
  subscribed.catch(() => {})
  const finish = (ending: { readonly error?: unknown }): void => {
    end ??= ending
    if (ending.error === undefined) confirm.resolve()
    else confirm.reject(ending.error)
    wake()
  }
  const cancel = connection.start(method, params, {
    item(item) {
      // The protocol version determines the type of the items.
      if (pending.length < MAX_PENDING) pending.push(item as Item)
      else dropped++
      wake()
    },
    skipped(items) {
      dropped += items
      wake()
    },
    subscribed: () => confirm.resolve(),
    ended: () => finish({}),
    failed: (error) => finish({ error }),
  })
  const abort = (): void => finish({})
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()

  async function* items(): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        const next = pending.shift() ?? takeDropped()
        if (next !== undefined) yield next
        else if (end !== undefined) break
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
      if (end.error !== undefined) throw end.error
    } finally {
      signal?.removeEventListener('abort', abort)
      cancel()
    }
  }

  function takeDropped(): Item | undefined {
    const items = dropped
    dropped = 0
    return items === 0 ? undefined : skipped(items)
  }

  return Object.assign(items(), { subscribed })
}
