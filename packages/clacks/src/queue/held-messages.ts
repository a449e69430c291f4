import type { Address } from '../address.js'
import type { Peer } from '../peers/peer.js'
import type { MessageRecorder, QueuedText } from './queue-store.js'
import { QueuedMessage } from './queued-message.js'

/**
 * Messages that have left the queue and stay in its store until every recorder has them. The
 * recorders are asked once for all messages that left meanwhile, not for each.
 */
export class HeldMessages {
  readonly #recorders = new Set<MessageRecorder>()
  readonly #done: (message: QueuedMessage) => void
  #next: QueuedMessage[] = []
  /** The recorders are being asked about these. */
  #asked: readonly QueuedMessage[] = []
  #asking = false

  /** @param done called for each message that all recorders have */
  constructor(done: (message: QueuedMessage) => void) {
    this.#done = done
  }

  /** Whether there is a recorder. */
  get areNeeded(): boolean {
    return this.#recorders.size > 0
  }

  /** @returns a function that removes it. What it was asked about waits for its answer. */
  add(recorder: MessageRecorder): () => void {
    this.#recorders.add(recorder)
    return () => {
      this.#recorders.delete(recorder)
    }
  }

  /** Holds a message that `queued` has reported. */
  hold(message: QueuedMessage): void {
    this.#next.push(message)
    if (!this.#asking) void this.#ask()
  }

  /** Passes messages that were held when the node ended to the recorders, and holds them. */
  recover(messages: readonly QueuedText[], peerAt: (address: Address) => Peer): void {
    if (messages.length === 0) return
    const recovered = messages.map(({ json, sender }) => ({
      message: JSON.parse(json),
      json,
      sender: sender && peerAt(sender),
    }))
    for (const recorder of this.#recorders) recorder.recover(recovered)
    for (const { json, bytes, transfer, sender } of messages)
      this.hold(QueuedMessage.stored(json, bytes, transfer, { sender, since: 0 }))
  }

  *[Symbol.iterator](): IterableIterator<QueuedMessage> {
    yield* this.#asked
    yield* this.#next
  }

  async #ask(): Promise<void> {
    this.#asking = true
    while (this.#next.length > 0) {
      this.#asked = this.#next
      this.#next = []
      // Async, so that a recorder that throws counts as one that rejects.
      const answers = await Promise.allSettled(
        Array.from(this.#recorders, async (recorder) => recorder.recorded()),
      )
      // What is not recorded stays in the store, but not in memory.
      if (answers.every(({ status }) => status === 'fulfilled'))
        for (const message of this.#asked) this.#done(message)
      this.#asked = []
    }
    this.#asking = false
  }
}
