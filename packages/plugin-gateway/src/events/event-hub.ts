import { type EventStream, frameOf } from './event-stream.js'

/** How the message of an event is written: as JSON, or as a text that holds JSON. */
export type MessageForm = 'json' | 'text'

/** What a hub needs. */
export interface HubParts<Item> {
  /** Begins to report items, and returns a function that stops it. */
  readonly observe: (report: (item: Item) => void) => () => void
  readonly nameOf: (item: Item) => string
  /** One line of JSON. */
  readonly textOf: (item: Item, form: MessageForm) => string
  /** Distinguishes the ids of this hub from those of an earlier run. */
  readonly run: string
  /** The number of items kept for clients that connect again. */
  readonly history: number
  /** Calls a function after some milliseconds; the returned one cancels it. */
  readonly after: (milliseconds: number, task: () => void) => () => void
}

/** What a client wants. */
export interface Wanted<Item> {
  readonly matches: (item: Item) => boolean
  readonly form: MessageForm
  /** The id of the last event that it has, from an earlier connection. */
  readonly lastId?: string | undefined
}

interface Entry<Item> {
  readonly number: number
  readonly item: Item
  readonly bytes: number
  /** Encoded once for all clients, by form. */
  readonly frames: Partial<Record<MessageForm, Buffer>>
}

interface Client<Item> {
  readonly stream: EventStream
  readonly wanted: Wanted<Item>
}

/** Milliseconds that items are kept after the last client has left: it may come back. */
const LINGER_MS = 30_000
/** The limit of the kept items, in bytes. */
const MAX_HISTORY_BYTES = 8 * 2 ** 20

/** Distributes items to clients, and observes only while there are some. */
export class EventHub<Item> {
  readonly #parts: HubParts<Item>
  readonly #clients = new Set<Client<Item>>()
  #kept: Entry<Item>[] = []
  #keptBytes = 0
  #last = 0
  #stop: (() => void) | undefined
  #cancelLinger = (): void => {}

  constructor(parts: HubParts<Item>) {
    this.#parts = parts
  }

  /** The number of clients. */
  get size(): number {
    return this.#clients.size
  }

  /** Adds a client: first it gets what it has missed. Returns a function that removes it. */
  add(stream: EventStream, wanted: Wanted<Item>): () => void {
    this.#cancelLinger()
    this.#stop ??= this.#parts.observe((item) => this.#happened(item))
    const id = `${this.#parts.run}-${this.#last}`
    const from = this.#numberOf(wanted.lastId)
    const subscribed = { lastEventId: id, resumed: from !== undefined }
    stream.send(frameOf('subscribed', JSON.stringify(subscribed)))
    if (from !== undefined) this.#resume(from, stream, wanted)
    const client = { stream, wanted }
    this.#clients.add(client)
    return () => {
      if (this.#clients.delete(client) && this.#clients.size === 0) this.#linger()
    }
  }

  /** Keeps all connections open. */
  beat(): void {
    for (const { stream } of this.#clients) stream.beat()
  }

  /** Ends all streams. */
  close(): void {
    for (const { stream } of this.#clients) stream.end()
    this.#clients.clear()
    this.#rest()
  }

  #happened(item: Item): void {
    const entry = { number: ++this.#last, item, bytes: 0, frames: {} }
    for (const client of this.#clients) this.#deliver(entry, client)
    this.#keep(entry)
  }

  #deliver(entry: Entry<Item>, { stream, wanted }: Client<Item>): void {
    if (wanted.matches(entry.item)) stream.send(this.#frame(entry, wanted.form))
  }

  #frame({ number, item, frames }: Entry<Item>, form: MessageForm): Buffer {
    const { run, nameOf, textOf } = this.#parts
    frames[form] ??= frameOf(nameOf(item), textOf(item, form), `${run}-${number}`)
    return frames[form]
  }

  /** What the client missed; what is not kept any more is counted as skipped. */
  #resume(last: number, stream: EventStream, wanted: Wanted<Item>): void {
    const first = this.#kept[0]?.number ?? this.#last + 1
    if (first > last + 1) stream.skip(first - last - 1)
    for (const entry of this.#kept) if (entry.number > last) this.#deliver(entry, { stream, wanted })
    stream.beat()
  }

  /** The number in an id of this run; undefined for any other id. */
  #numberOf(id: string | undefined): number | undefined {
    const [run, text] = id?.split('-') ?? []
    const number = Number(text)
    const isOwn = run === this.#parts.run && Number.isSafeInteger(number)
    return isOwn && number >= 0 && number <= this.#last ? number : undefined
  }

  #keep(entry: Omit<Entry<Item>, 'bytes'>): void {
    if (this.#parts.history === 0) return
    const bytes = this.#frame({ ...entry, bytes: 0 }, 'json').length
    this.#kept.push({ ...entry, bytes })
    this.#keptBytes += bytes
    let drop = 0
    while (this.#kept.length - drop > this.#parts.history || this.#keptBytes > MAX_HISTORY_BYTES)
      this.#keptBytes -= this.#kept[drop++]?.bytes ?? 0
    if (drop > 0) this.#kept.splice(0, drop)
  }

  #linger(): void {
    if (this.#parts.history === 0) this.#rest()
    else this.#cancelLinger = this.#parts.after(LINGER_MS, () => this.#rest())
  }

  #rest(): void {
    this.#cancelLinger()
    this.#stop?.()
    this.#stop = undefined
    this.#kept = []
    this.#keptBytes = 0
  }
}
