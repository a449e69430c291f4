import type { QueuedText } from 'clacks'
import { encodeRecord } from './record.js'

/** Removals that share a record. Damage to it restores no more than these. */
const MAX_REMOVALS = 64

/** Something to write. */
export type PendingWrite =
  | {
      readonly kind: 'messages'
      readonly messages: readonly QueuedText[]
      readonly bytes: Buffer
      /** The caller that waits for the write. Without one, a failed write is retried. */
      readonly caller?: { readonly resolve: () => void; readonly reject: (thrown: unknown) => void }
    }
  | { readonly kind: 'left' | 'removals'; readonly transfers: string[] }

/** What is still to be written, in order. */
export class PendingWrites {
  #items: PendingWrite[] = []

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  add(item: PendingWrite): void {
    this.#items.push(item)
  }

  /** Adds a message that left the queue, or is not needed any more. */
  addName(kind: 'left' | 'removals', transfer: string): void {
    const last = this.#items.at(-1)
    if (last?.kind === kind && last.transfers.length < MAX_REMOVALS) last.transfers.push(transfer)
    else this.#items.push({ kind, transfers: [transfer] })
  }

  /** Takes what fits in one write, oldest first: at least one item. */
  take(maxBytes: number): { readonly items: readonly PendingWrite[]; readonly bytes: Buffer } {
    const parts: Buffer[] = []
    let size = 0
    for (const item of this.#items) {
      const bytes = item.kind === 'messages' ? item.bytes : encodeRecord(item)
      if (parts.length > 0 && size + bytes.length > maxBytes) break
      parts.push(bytes)
      size += bytes.length
    }
    return { items: this.#items.splice(0, parts.length), bytes: Buffer.concat(parts, size) }
  }

  /**
   * A write failed: requeues what has no caller, in order, and rejects all callers, including
   * those of writes that were not taken yet.
   */
  fail(taken: readonly PendingWrite[], thrown: unknown): void {
    const items = [...taken, ...this.#items]
    this.#items = items.filter((item) => item.kind !== 'messages' || item.caller === undefined)
    for (const item of items) if (item.kind === 'messages') item.caller?.reject(thrown)
  }
}
