import type { Socket } from 'node:net'
import { ERROR_CATALOGUE } from '../../error-catalogue.js'
import { ClacksError, type ErrorCode, reasonOf } from '../../errors.js'
import { LineReader, MAX_LINE } from '../../line-reader.js'
import { type Hello, isHello, isResponse, lineOf, PROTOCOL, type Response, requestLine } from '../protocol.js'

/** Receives the responses to one call. */
export interface PendingCall {
  item(item: unknown): void
  skipped(items: number): void
  subscribed(): void
  /** @param line the response as it arrived, with all digits of its numbers */
  ended(result: unknown, line: string): void
  failed(error: ClacksError): void
}

/** The client side of the control channel. It matches responses with pending calls by their id. */
export class Connection {
  /** The first line of the node. */
  readonly hello: Promise<Hello>
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #pending = new Map<number, PendingCall>()
  #awaitingHello: { resolve(hello: Hello): void; reject(error: ClacksError): void } | undefined
  #last = 0
  #failure: ClacksError | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    this.hello = new Promise((resolve, reject) => {
      this.#awaitingHello = { resolve, reject }
    })
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    const reader = new LineReader((line) => this.#line(line.toString('utf8')))
    socket.on('data', (chunk: Buffer) => {
      if (!reader.read(chunk))
        this.fail(
          new ClacksError('ERR_CLACKS_CONTROL', `The node sent a line of more than ${MAX_LINE} bytes.`),
        )
    })
    socket.on('error', (cause) => this.fail(lost(reasonOf(cause), cause)))
    socket.on('close', () => this.fail(lost('it was closed')))
  }

  /**
   * Makes a call with one result.
   * @param item called with each item before it
   * @param signal cancels the call, whose result follows
   * @throws ClacksError if the call fails, or ERR_CLACKS_CONTROL_LOST
   */
  async call(
    method: string,
    params: object = {},
    item: (item: unknown) => void = () => {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    return (await this.callForLine(method, params, item, signal)).result
  }

  /** Like {@link call}; the line of the response has all digits of the numbers in the result. */
  async callForLine(
    method: string,
    params: object = {},
    item: (item: unknown) => void = () => {},
    signal?: AbortSignal,
  ): Promise<{ readonly result: unknown; readonly line: string }> {
    let cancel = (): void => {}
    const abort = (): void => cancel()
    try {
      return await new Promise((resolve, reject) => {
        const ended = (result: unknown, line: string): void => resolve({ result, line })
        cancel = this.start(method, params, { item, skipped() {}, subscribed() {}, ended, failed: reject })
        signal?.addEventListener('abort', abort)
        if (signal?.aborted === true) abort()
      })
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Starts a call and returns a function that cancels it. */
  start(method: string, params: object, call: PendingCall): () => void {
    if (this.#failure !== undefined) {
      call.failed(this.#failure)
      return () => {}
    }
    const id = ++this.#last
    this.#pending.set(id, call)
    this.#socket.write(requestLine(id, method, params))
    return () => {
      if (this.#pending.has(id) && this.#socket.writable) this.#socket.write(lineOf({ id, cancel: true }))
    }
  }

  /** Closes the connection. Pending calls fail with this error. */
  fail(error: ClacksError): void {
    this.#failure ??= error
    this.#awaitingHello?.reject(this.#failure)
    // A caller need not await it.
    this.hello.catch(() => {})
    for (const call of this.#pending.values()) call.failed(this.#failure)
    this.#pending.clear()
    this.#socket.destroy()
  }

  /** Closes the connection gracefully. */
  async close(): Promise<void> {
    this.#socket.end()
    await this.closed
  }

  #line(text: string): void {
    const line = parse(text)
    if (this.#awaitingHello !== undefined) this.#receiveHello(line)
    else if (isResponse(line)) this.#respond(line, text)
    else this.fail(new ClacksError('ERR_CLACKS_CONTROL', 'The node sent a line that is not a response.'))
  }

  #receiveHello(line: unknown): void {
    if (!isHello(line)) {
      this.fail(new ClacksError('ERR_CLACKS_CONTROL', 'The process that listens there is not a clacks node.'))
    } else if (line.protocol !== PROTOCOL) {
      const text = `The node (clacks ${line.clacks}) uses version ${line.protocol} of the control protocol, but this program uses version ${PROTOCOL}.`
      this.fail(new ClacksError('ERR_CLACKS_CONTROL', text))
    } else {
      this.#awaitingHello?.resolve(line)
      this.#awaitingHello = undefined
    }
  }

  #respond({ id, item, subscribed, skipped = 0, result, error }: Response, line: string): void {
    const call = id === undefined ? undefined : this.#pending.get(id)
    if (id === undefined || call === undefined) {
      if (id === undefined && error !== undefined) this.fail(errorOf(error))
      return
    }
    if (skipped > 0) call.skipped(skipped)
    if (subscribed === true) call.subscribed()
    if (item !== undefined) call.item(item)
    if (error === undefined && result === undefined) return
    this.#pending.delete(id)
    if (error !== undefined) call.failed(errorOf(error))
    else call.ended(result, line)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function lost(reason: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_CONTROL_LOST', `Lost the connection to the node: ${reason}.`, {
    cause,
  })
}

function errorOf({ code, message }: { readonly code: string; readonly message: string }): ClacksError {
  return isCode(code)
    ? new ClacksError(code, message)
    : new ClacksError('ERR_CLACKS_CONTROL', `${message} (${code})`)
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code)
}
