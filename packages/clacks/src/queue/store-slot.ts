import type { Address } from '../address.js'
import { ClacksError, reasonOf } from '../errors.js'
import type { Log } from '../log.js'
import type { Peer } from '../peers/peer.js'
import type { StoredPeer } from '../peers/snapshots.js'
import type { PinStore } from '../settings/tls-options.js'
import { HeldMessages } from './held-messages.js'
import type { MessageQueue } from './queue.js'
import type { MessageRecorder, QueuedText, QueueStore, StoredState } from './queue-store.js'
import type { QueuedMessage } from './queued-message.js'

/** A plugin that uses a queue store. */
export interface StoreUser {
  /** Whether it is being removed or replaced. */
  readonly leaving: boolean
}

/** What the slot needs from its node. */
export interface StoreSlotParts {
  readonly queue: Pick<MessageQueue, 'all'>
  /** The run of this process. */
  readonly ownRun: string
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** A store that is about to be used, and what it holds. */
interface Prepared {
  readonly store: QueueStore
  readonly state: StoredState
}

/**
 * The queue store of a node, if it has one. Without one, messages and peers are in memory only.
 *
 * A change of the store has two steps, so that a plugin change can still fail in between: `prepare`
 * stores the queue in the new store, and `complete` lets go of the old one. From `prepare` to
 * `complete` messages are stored in both.
 */
export class QueueStoreSlot {
  /** See {@link QueueStore.folder}. */
  get folder(): string | undefined {
    return this.#store?.folder
  }

  /** The pins in the store, for a node without `tls.pins`. */
  readonly pins: PinStore = {
    load: () => this.#store?.pins.load() ?? {},
    save: (pins) => this.#store?.pins.save(pins),
  }
  readonly #parts: StoreSlotParts
  readonly #held = new HeldMessages(({ transfer }) => this.#remove(transfer))
  readonly #users = new Map<QueueStore, Set<StoreUser>>()
  /** The runs of the messages that were queued here: of this process, and restored. */
  readonly #ownRuns = new Set<string>()
  #store: QueueStore | undefined
  #next: Prepared | undefined

  constructor(parts: StoreSlotParts) {
    this.#parts = parts
    this.#ownRuns.add(parts.ownRun)
  }

  /** Whether received messages are to be written before they are queued. */
  get hasStore(): boolean {
    return this.#store !== undefined || this.#next !== undefined
  }

  /**
   * Uses a queue store until the returned function is called. The same store may be taken again
   * meanwhile, so that its plugin can be replaced.
   * @throws ClacksError ERR_CLACKS_PLUGIN_CONFLICT if a plugin that stays uses another one
   */
  take(store: QueueStore, user: StoreUser): () => void {
    for (const [other, users] of this.#users) {
      if (other === store || [...users].every(({ leaving }) => leaving)) continue
      const text = `The node already stores its queue in ${other.place}. It can have one queue store at a time.`
      throw new ClacksError('ERR_CLACKS_PLUGIN_CONFLICT', text)
    }
    const users = this.#users.get(store) ?? new Set()
    this.#users.set(store, users.add(user))
    return () => {
      users.delete(user)
      if (users.size > 0) return
      this.#users.delete(store)
      if (store === this.#store) this.#store = undefined
    }
  }

  /** @returns a function that removes it */
  addRecorder(recorder: MessageRecorder): () => void {
    return this.#held.add(recorder)
  }

  /**
   * Reads the store that was taken last, unless it is in use already, and stores the queue in it.
   * @throws ClacksError ERR_CLACKS_NOT_STORED if it cannot
   */
  async prepare(peers: () => readonly StoredPeer[]): Promise<void> {
    const store = this.#staying()
    if (store === undefined || store === this.#store) return
    const state = await store.restore(peers)
    this.#next = { store, state }
    const queued = this.#queued()
    if (queued.length === 0) return
    try {
      await store.write(queued)
    } catch (cause) {
      this.#next = undefined
      const text = `The queue cannot be stored in ${store.place}: ${reasonOf(cause)}.`
      throw new ClacksError('ERR_CLACKS_NOT_STORED', text, { cause })
    }
    for (const { transfer } of this.#held) store.leave(transfer)
  }

  /**
   * Uses the prepared store, and takes the queue out of the one before. Messages that left the
   * queue while the store was not in use are removed from it.
   * @returns what is to be restored; undefined if there is no new store
   */
  complete(): StoredState | undefined {
    const before = this.#store
    const next = this.#next
    this.#next = undefined
    if (next === undefined) {
      if (before !== undefined && this.#staying() === undefined) this.#warnBeforeRemoval(before)
      return undefined
    }
    this.#store = next.store
    const known = new Set(this.#queued().map(({ transfer }) => transfer))
    if (before !== undefined) {
      next.store.pins.save({ ...next.store.pins.load(), ...before.pins.load() })
      for (const transfer of known) before.remove(transfer)
    }
    return this.#withoutOwn(next, known)
  }

  /** Passes messages that left the queue of an earlier process to the recorders. */
  recover(messages: readonly QueuedText[], peerAt: (address: Address) => Peer): void {
    if (this.#held.areNeeded) this.#held.recover(messages, peerAt)
    else for (const { transfer } of messages) this.#remove(transfer)
  }

  /**
   * Stores received messages: all, or none. Rejects if they cannot be stored. A store that comes
   * into use during the write gets them too: they are not in the queue that is copied to it.
   */
  async write(messages: readonly QueuedMessage[]): Promise<void> {
    const written = new Set<QueueStore>()
    for (let missing = this.#inUse(); missing.length > 0; ) {
      await Promise.all(missing.map((store) => store.write(messages)))
      for (const store of missing) written.add(store)
      missing = this.#inUse().filter((store) => !written.has(store))
    }
    const inUse = this.#inUse()
    for (const store of written) {
      // A store without a successor keeps its copy.
      if (inUse.length === 0 || inUse.includes(store)) continue
      for (const { transfer } of messages) store.remove(transfer)
    }
  }

  /** Stores enqueued messages. @throws what the store throws if it cannot */
  writeSoon(messages: readonly QueuedMessage[]): void {
    for (const store of this.#inUse()) store.writeSoon(messages)
  }

  /** A message has left the queue. */
  released(message: QueuedMessage): void {
    if (!this.hasStore) return
    if (!this.#held.areNeeded) {
      this.#remove(message.transfer)
      return
    }
    for (const store of this.#inUse()) store.leave(message.transfer)
    this.#held.hold(message)
  }

  /** The node stops: logs what becomes of the messages that are still queued. */
  reportRest(): void {
    const count = [...this.#parts.queue.all()].length
    if (count === 0) return
    const messages = countText(count)
    const { log } = this.#parts
    if (this.#store !== undefined) log.info(`${messages} in ${this.#store.place}, for the next start.`)
    else log.warn(`${messages} lost: the queue is in memory only. The plugin "journal" keeps messages.`)
  }

  #remove(transfer: string): void {
    for (const store of this.#inUse()) store.remove(transfer)
  }

  /** The store, and the one that is about to replace it. */
  #inUse(): QueueStore[] {
    return [this.#store, this.#next?.store].filter((store) => store !== undefined)
  }

  /** The store of the plugins that stay. */
  #staying(): QueueStore | undefined {
    return [...this.#users].find(([, users]) => [...users].some(({ leaving }) => !leaving))?.[0]
  }

  #queued(): readonly QueuedMessage[] {
    return [...this.#held, ...this.#parts.queue.all()]
  }

  /**
   * A store that is used again still holds the messages of its first use: those that are queued are
   * not queued twice, and the others have been sent meanwhile.
   */
  #withoutOwn({ store, state }: Prepared, known: ReadonlySet<string>): StoredState {
    for (const transfer of known) this.#ownRuns.add(runOf(transfer))
    const isOwn = ({ transfer }: QueuedText): boolean => this.#ownRuns.has(runOf(transfer))
    for (const message of [...state.messages, ...state.left])
      if (isOwn(message) && !known.has(message.transfer)) store.remove(message.transfer)
    const messages = state.messages.filter((message) => !isOwn(message))
    const left = state.left.filter((message) => !isOwn(message))
    for (const { transfer } of [...messages, ...left]) this.#ownRuns.add(runOf(transfer))
    return { ...state, messages, left }
  }

  #warnBeforeRemoval({ place }: QueueStore): void {
    const count = this.#queued().length
    if (count === 0) return
    this.#parts.log.warn(
      `The queue is not stored any more: it is in memory only, with ${countText(count)}, and is lost when the node ends. A copy remains in ${place}: add its plugin again to use it.`,
    )
  }
}

function countText(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`
}

/** See {@link QueuedMessage.run}. */
function runOf(transfer: string): string {
  return transfer.slice(0, Math.max(0, transfer.lastIndexOf('.')))
}
