import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import { systemClock } from '../../clock.js'
import { ClacksError, isClacksError, reasonOf, withoutRemedy } from '../../errors.js'
import { LineReader, MAX_LINE } from '../../line-reader.js'
import { VERSION } from '../../version.js'
import { isRequest, lineOf, PROTOCOL, type Request, type Response, resultLine } from '../protocol.js'

/** A call in flight. */
export interface Call {
  readonly params: Readonly<Record<string, unknown>>
  /** The request as it arrived, with all digits of its numbers. */
  readonly line: string
  /** Aborted when the client cancels the call or disconnects. */
  readonly signal: AbortSignal
  /** Sends an item. Skips and counts it if the client reads too slowly. */
  item(value: unknown): void
  /** Tells the client that from here on it gets everything that it asked for. */
  subscribed(): void
}

/** Methods by name. Returning a result, or resolving with it, ends the call. */
export type Methods = Readonly<Record<string, (call: Call) => unknown>>

/**
 * The limit of unsent bytes above which items are skipped and no further calls are read. Results
 * are always sent.
 */
export const MAX_UNREAD = 2 ** 20
/** The limit of calls in flight on one connection. */
const MAX_CALLS = 64
/** The limit of calls in flight on all connections. */
const MAX_ALL_CALLS = 256
/** Milliseconds that a client has to read the last lines of a connection that is closed. */
const LAST_READ_MS = 1_000

/** The calls in flight on all connections. */
export interface AllCalls {
  count: number
}

/** One connection to the control channel. Calls are not authenticated and run concurrently. */
export class Session {
  readonly #socket: Socket
  readonly #methods: Methods
  readonly #all: AllCalls
  /** Lines that wait until the client has read the results of those before them. */
  #waiting: Buffer[] = []
  readonly #calls = new Map<number, AbortController>()
  readonly #skipped = new Map<number, number>()
  #ended = false

  constructor(socket: Socket, methods: Methods, all: AllCalls) {
    this.#socket = socket
    this.#methods = methods
    this.#all = all
    const reader = new LineReader((line) => this.#line(line))
    socket.on('data', (chunk: Buffer) => {
      if (!this.#ended && !reader.read(chunk)) this.#refuse(`A line is longer than ${MAX_LINE} bytes.`)
    })
    socket.on('drain', () => this.#drained())
    // A client that disconnects is not a failure of the node.
    socket.on('error', () => {})
    socket.on('close', () => this.#cancelAll())
    socket.write(lineOf({ protocol: PROTOCOL, clacks: VERSION, pid: process.pid }))
  }

  /** Closes the connection when the client has read what is written, or a second later. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelAll()
    const cancel = systemClock.after(LAST_READ_MS, () => this.#socket.destroy())
    this.#socket.once('close', cancel)
    this.#socket.destroySoon()
  }

  #line(line: Buffer): void {
    if (this.#ended || line.length === 0) return
    if (this.#waiting.length > 0 || this.#isUnread()) {
      this.#waiting.push(line)
      return
    }
    this.#handle(line)
  }

  #isUnread(): boolean {
    return this.#socket.writableLength > MAX_UNREAD
  }

  #handle(line: Buffer): void {
    const text = line.toString('utf8')
    const request = isUtf8(line) ? parse(text) : undefined
    if (!isRequest(request)) this.#refuse('A line is not a request.')
    else if (request.cancel === true) this.#calls.get(request.id)?.abort()
    else void this.#call(request, text)
  }

  /** Closes the connection: after an invalid line, later ones cannot be trusted. */
  #refuse(reason: string): void {
    this.#write({ error: { code: 'ERR_CLACKS_CONTROL', message: reason } })
    this.end()
  }

  async #call({ id, method = '', params = {} }: Request, line: string): Promise<void> {
    const controller = new AbortController()
    const item = (value: unknown): void => {
      if (controller.signal.aborted) return
      const skipped = this.#skipped.get(id) ?? 0
      if (this.#isUnread()) this.#skipped.set(id, skipped + 1)
      else if (skipped === 0) this.#write({ id, item: value })
      else {
        this.#skipped.delete(id)
        this.#write({ id, item: value, skipped })
      }
    }
    const subscribed = (): void => this.#write({ id, subscribed: true })
    try {
      if (this.#calls.has(id))
        throw new ClacksError('ERR_CLACKS_CONTROL', `A call ${id} is already in flight.`)
      if (this.#calls.size >= MAX_CALLS || this.#all.count >= MAX_ALL_CALLS)
        throw new ClacksError('ERR_CLACKS_CONTROL', 'Too many calls are in flight.')
      this.#calls.set(id, controller)
      this.#all.count++
      const run = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined
      if (run === undefined)
        throw new ClacksError('ERR_CLACKS_CONTROL', `There is no method "${method.slice(0, 80)}".`)
      const running = run({ params, line, signal: controller.signal, item, subscribed })
      // What is ready is written at once: only then is it clear whether the next line has to wait.
      const result = running instanceof Promise ? await running : running
      this.#writeLine(resultLine(id, result ?? null))
    } catch (thrown) {
      this.#write({ id, error: describe(thrown) })
    } finally {
      if (this.#calls.get(id) === controller) {
        this.#calls.delete(id)
        this.#skipped.delete(id)
        this.#all.count--
      }
    }
  }

  #write(response: Response): void {
    this.#writeLine(lineOf(response))
  }

  #writeLine(line: string): void {
    if (!this.#socket.writable) return
    this.#socket.write(line)
    // A client that does not read its results must not fill the memory with more of them.
    if (this.#isUnread()) this.#socket.pause()
  }

  /** The client has read everything. It learns what it missed even if nothing more happens. */
  #drained(): void {
    for (const [id, skipped] of this.#skipped) this.#write({ id, skipped })
    this.#skipped.clear()
    const lines = this.#waiting
    this.#waiting = []
    for (const line of lines) this.#line(line)
    if (!this.#isUnread()) this.#socket.resume()
  }

  #cancelAll(): void {
    for (const controller of this.#calls.values()) controller.abort()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Omits the remedy, which the client adds from the code. */
function describe(thrown: unknown): { readonly code: string; readonly message: string } {
  if (!isClacksError(thrown)) return { code: 'ERR_CLACKS_CONTROL', message: reasonOf(thrown) }
  return { code: thrown.code, message: withoutRemedy(thrown) }
}
