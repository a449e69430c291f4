import type { QueuedText } from 'clacks'
import { encodeRecord } from './record.js'

/** Strikes that share one record: damage to it brings back no more than these. */
const MAX_REMOVALS = 64

/** Something that is to be written. */
export type Owed =
  | {
      readonly kind: 'messages'
      readonly messages: readonly QueuedText[]
      readonly bytes: Buffer
      /** Somebody waits for it, and is told when it cannot be written; left out: it is written in any case, sooner or later. */
      readonly waiting?: { readonly done: () => void; readonly failed: (thrown: unknown) => void }
    }
  | { readonly kind: 'removals'; readonly transfers: string[] }

/** What is to be written, in order. */
export class OwedList {
  #items: Owed[] = []

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  add(item: Owed): void {
    this.#items.push(item)
  }

  remove(transfer: string): void {
    const last = this.#items.at(-1)
    if (last?.kind === 'removals' && last.transfers.length < MAX_REMOVALS) last.transfers.push(transfer)
    else this.#items.push({ kind: 'removals', transfers: [transfer] })
  }

  /** Takes what fits in one write, oldest first: at least one item. */
  take(mostBytes: number): { readonly items: readonly Owed[]; readonly bytes: Buffer } {
    const parts: Buffer[] = []
    let size = 0
    for (const item of this.#items) {
      const bytes = item.kind === 'messages' ? item.bytes : encodeRecord(item)
      if (parts.length > 0 && size + bytes.length > mostBytes) break
      parts.push(bytes)
      size += bytes.length
    }
    return { items: this.#items.splice(0, parts.length), bytes: Buffer.concat(parts, size) }
  }

  /**
   * What was taken could not be written: what must be written all the same stays, in its order; whoever waits for something, also
   * for what was not taken yet, is told.
   */
  putBack(taken: readonly Owed[], thrown: unknown): void {
    const items = [...taken, ...this.#items]
    this.#items = items.filter((item) => item.kind === 'removals' || item.waiting === undefined)
    for (const item of items) if (item.kind === 'messages') item.waiting?.failed(thrown)
  }
}
