import type { ArchiveStore, Extent } from './archive.js'

/** What an archive may hold. What was not seen for the longest time goes first. 0: any amount. */
export interface RetentionLimits {
  /** Milliseconds since a message was last seen. */
  readonly maxAge: number
  readonly maxMessages: number
  /** Bytes of the JSON texts; the store takes some times more, see the README. */
  readonly maxBytes: number
}

const PAGE = 1_000

/** Whether anything is limited at all. */
export function isLimited({ maxAge, maxMessages, maxBytes }: RetentionLimits): boolean {
  return maxAge > 0 || maxMessages > 0 || maxBytes > 0
}

/**
 * What is too much, page by page, longest unseen first. It removes nothing itself, and goes on
 * where it was when that is done between the pages.
 */
export async function* surplus(
  store: Pick<ArchiveStore, 'totals' | 'oldest'>,
  limits: RetentionLimits,
  now: number,
): AsyncGenerator<readonly Extent[]> {
  if (!isLimited(limits)) return
  const { maxAge, maxMessages, maxBytes } = limits
  let { messages, bytes } = await store.totals()
  const isTooMuch = ({ lastSeen }: Extent): boolean =>
    (maxAge > 0 && now - lastSeen > maxAge) ||
    (maxMessages > 0 && messages > maxMessages) ||
    (maxBytes > 0 && bytes > maxBytes)
  let last: Extent | undefined
  for (;;) {
    const page = await store.oldest(PAGE, last)
    const going: Extent[] = []
    for (const extent of page) {
      if (!isTooMuch(extent)) break
      going.push(extent)
      messages--
      bytes -= extent.bytes
    }
    if (going.length > 0) yield going
    if (page.length === 0 || going.length < page.length) return
    last = page.at(-1)
  }
}

/** Removes what is too much. @returns how many messages */
export async function prune(
  store: Pick<ArchiveStore, 'totals' | 'oldest' | 'remove'>,
  limits: RetentionLimits,
  now: number,
): Promise<number> {
  let removed = 0
  for await (const page of surplus(store, limits, now)) {
    await store.remove(page.map(({ position }) => position))
    removed += page.length
  }
  return removed
}
