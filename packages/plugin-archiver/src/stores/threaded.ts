import { Worker } from 'node:worker_threads'
import { redactUrl } from 'clacks'
import type {
  ArchiveStore,
  Extent,
  QuietCursor,
  QuietMessage,
  Search,
  Sighting,
  StoredMessage,
  StoreStatistics,
} from '../archive.js'
import { type FailureKind, StoreFailure } from '../store-failure.js'
import { type Packed, pack } from './packed.js'

type Asked =
  | { readonly method: 'record'; readonly sightings: Packed; readonly merge: 'add' | 'max' }
  | { readonly method: Exclude<keyof ArchiveStore, 'record'>; readonly args: readonly unknown[] }

/** The data that the thread is started with. */
export interface StoreThreadData {
  readonly url: string
  /** The URL without secrets, for messages. */
  readonly name: string
}

/** A call to the thread. */
export type ThreadCall = Asked & { readonly id: number }

/** Its answer: a result or a failure. */
export interface ThreadAnswer {
  readonly id: number
  readonly result?: unknown
  readonly failure?: { readonly kind: FailureKind; readonly text: string }
}

interface Thread {
  readonly worker: Worker
  /** Unanswered calls by number. */
  readonly pending: Map<number, (answer: ThreadAnswer) => void>
}

/**
 * A store in its own thread, so that it does not block the node. The thread starts with the first
 * call and ends with `close`; a later call starts another one.
 */
export class ThreadedStore implements ArchiveStore {
  readonly #url: string
  readonly #worker: URL
  #thread: Thread | undefined
  #calls = 0

  /**
   * @param url see openStore; the path of a SQLite file is absolute
   * @param worker the compiled `store-thread`
   */
  constructor(url: string, worker: URL) {
    this.#url = url
    this.#worker = worker
  }

  open(): Promise<void> {
    return this.#call('open')
  }

  record(sightings: readonly Sighting[], merge: 'add' | 'max'): Promise<void> {
    return this.#ask({ method: 'record', sightings: pack(sightings), merge })
  }

  page(
    search: Search,
    limit: number,
    after?: Pick<StoredMessage, 'firstSeen' | 'position'>,
  ): Promise<StoredMessage[]> {
    return this.#call('page', search, limit, after)
  }

  scan(after: number, limit: number): Promise<StoredMessage[]> {
    return this.#call('scan', after, limit)
  }

  get(hash: string): Promise<StoredMessage | undefined> {
    return this.#call('get', hash)
  }

  stats(): Promise<StoreStatistics> {
    return this.#call('stats')
  }

  totals(): Promise<{ messages: number; bytes: number }> {
    return this.#call('totals')
  }

  oldest(limit: number, after?: Extent): Promise<Extent[]> {
    return this.#call('oldest', limit, after)
  }

  remove(positions: readonly number[]): Promise<void> {
    return this.#call('remove', positions)
  }

  quiet(before: number, limit: number, after?: QuietCursor): Promise<QuietMessage[]> {
    return this.#call('quiet', before, limit, after)
  }

  claim(messages: readonly QuietMessage[], now: number, copies: number): Promise<number[]> {
    return this.#call('claim', messages, now, copies)
  }

  check(): Promise<string[]> {
    return this.#call('check')
  }

  compact(): Promise<void> {
    return this.#call('compact')
  }

  async close(): Promise<void> {
    if (this.#thread === undefined) return
    const { worker } = this.#thread
    await this.#call('close')
    this.#thread = undefined
    // The store is closed: no need to wait for the thread.
    void worker.terminate()
  }

  #call<Result>(method: Exclude<keyof ArchiveStore, 'record'>, ...args: readonly unknown[]): Promise<Result> {
    return this.#ask({ method, args })
  }

  #ask<Result>(asked: Asked): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#thread ??= this.#start()
      const { worker, pending } = this.#thread
      const call: ThreadCall = { ...asked, id: this.#calls++ }
      pending.set(call.id, ({ result, failure }) => {
        if (failure !== undefined) reject(new StoreFailure(failure.kind, failure.text))
        // The other side is a store: the result is that of the method of this name.
        else resolve(result as Result)
      })
      worker.ref()
      worker.postMessage(call)
    })
  }

  #start(): Thread {
    const workerData: StoreThreadData = { url: this.#url, name: redactUrl(this.#url) }
    const worker = new Worker(this.#worker, { workerData })
    const thread: Thread = { worker, pending: new Map() }
    worker.on('message', (answer: ThreadAnswer) => {
      const settle = thread.pending.get(answer.id)
      thread.pending.delete(answer.id)
      if (thread.pending.size === 0) worker.unref()
      settle?.(answer)
    })
    let reason = 'it ended'
    worker.on('error', (error) => {
      reason = error.message
    })
    worker.on('exit', () => {
      if (this.#thread === thread) this.#thread = undefined
      const text = `The thread of the archive failed: ${reason}`
      for (const [id, settle] of thread.pending) settle({ id, failure: { kind: 'unavailable', text } })
    })
    return thread
  }
}
