import { Worker } from 'node:worker_threads'
import type {
  ArchiveStore,
  Extent,
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

/** What the thread is asked. */
export type ThreadCall = Asked & { readonly id: number }

/** What it answers: a result, or a failure. */
export interface ThreadAnswer {
  readonly id: number
  readonly result?: unknown
  readonly failure?: { readonly kind: FailureKind; readonly text: string }
}

interface Thread {
  readonly worker: Worker
  /** Calls that are not answered yet, by number. */
  readonly pending: Map<number, (answer: ThreadAnswer) => void>
}

// Threads run no TypeScript: beside the sources, the tests have built it here.
const THREAD = import.meta.url.endsWith('.ts')
  ? '../../node_modules/.cache/archiver/store-thread.js'
  : './store-thread.js'

/**
 * A store in a thread of its own: what it does takes no time of the node. The thread starts with the first call, and ends with `close`;
 * a later call starts another one.
 */
export class ThreadedStore implements ArchiveStore {
  readonly #url: string
  #thread: Thread | undefined
  #calls = 0

  /** @param url see openStore; the file of SQLite from the root */
  constructor(url: string) {
    this.#url = url
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

  quiet(before: number, limit: number, after?: QuietMessage): Promise<QuietMessage[]> {
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
    // The store is closed: nobody need wait for the thread.
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
        // The other side is a store: it answers with what the method of that name resolves to.
        else resolve(result as Result)
      })
      worker.ref()
      worker.postMessage(call)
    })
  }

  #start(): Thread {
    const worker = new Worker(new URL(THREAD, import.meta.url), { workerData: this.#url })
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
