import type { ArchiveStore, Extent } from './archive.js'

/** The limits of an archive; 0 is unlimited. The least recently seen messages are removed first. */
export interface RetentionLimits {
  /** Milliseconds since a message was last seen. */
  readonly maxAge: number
  readonly maxMessages: number
  /** Bytes of the JSON texts. The store needs a multiple of that. */
  readonly maxBytes: number
}

const PAGE = 1_000

/** Whether there is any limit. */
export function isLimited({ maxAge, maxMessages, maxBytes }: RetentionLimits): boolean {
  return maxAge > 0 || maxMessages > 0 || maxBytes > 0
}

/**
 * The messages that exceed the limits, in pages, least recently seen first. Removes nothing; the
 * caller may remove a page before it asks for the next one.
 */
export async function* surplus(
  store: Pick<ArchiveStore, 'totals' | 'oldest'>,
  limits: RetentionLimits,
  now: number,
): AsyncGenerator<readonly Extent[]> {
  if (!isLimited(limits)) return
  const { maxAge, maxMessages, maxBytes } = limits
  let { messages, bytes } = await store.totals()
  const exceeds = ({ lastSeen }: Extent): boolean =>
    (maxAge > 0 && now - lastSeen > maxAge) ||
    (maxMessages > 0 && messages > maxMessages) ||
    (maxBytes > 0 && bytes > maxBytes)
  let last: Extent | undefined
  for (;;) {
    const page = await store.oldest(PAGE, last)
    const surplusPage: Extent[] = []
    for (const extent of page) {
      if (!exceeds(extent)) break
      surplusPage.push(extent)
      messages--
      bytes -= extent.bytes
    }
    if (surplusPage.length > 0) yield surplusPage
    if (page.length === 0 || surplusPage.length < page.length) return
    last = page.at(-1)
  }
}

/** Removes the messages that exceed the limits. @returns how many */
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
