import type { Socket } from 'node:net'
import { ClacksError, ERROR_CATALOGUE, type ErrorCode, reasonOf } from '../../errors.js'
import { LineReader } from '../line-reader.js'
import { type Hello, isHello, isResponse, lineOf, MAX_LINE, PROTOCOL, type Response } from '../protocol.js'

/** Who waits for the answers to one call. */
interface Caller {
  item(item: unknown, skipped: number): void
  ended(result: unknown): void
  failed(error: ClacksError): void
}

/** The end of the control channel that calls: what was called, by its number, and what came back. */
export class Connection {
  /** What the node says first. */
  readonly hello: Promise<Hello>
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #callers = new Map<number, Caller>()
  #greeted: { resolve(hello: Hello): void; reject(error: ClacksError): void } | undefined
  #last = 0
  #failure: ClacksError | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    this.hello = new Promise((resolve, reject) => {
      this.#greeted = { resolve, reject }
    })
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    const reader = new LineReader((text) => this.#line(text))
    socket.on('data', (chunk: Buffer) => {
      if (!reader.read(chunk))
        this.fail(new ClacksError('ERR_CLACKS_CONTROL', `A line is longer than ${MAX_LINE} bytes.`))
    })
    socket.on('error', (cause) => this.fail(lost(reasonOf(cause), cause)))
    socket.on('close', () => this.fail(lost('it was closed')))
  }

  /** One call with one result. @throws ClacksError the failure of the call, or ERR_CLACKS_CONTROL_LOST */
  call(method: string, params: object = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.start(method, params, { item: () => {}, ended: resolve, failed: reject })
    })
  }

  /** Starts a call; what is returned cancels it. */
  start(method: string, params: object, caller: Caller): () => void {
    if (this.#failure !== undefined) {
      caller.failed(this.#failure)
      return () => {}
    }
    const id = ++this.#last
    this.#callers.set(id, caller)
    this.#socket.write(lineOf({ id, method, params: { ...params } }))
    return () => {
      if (this.#callers.has(id) && this.#socket.writable) this.#socket.write(lineOf({ id, cancel: true }))
    }
  }

  /** Reads no more until `resume()`: whoever cannot follow is not to fill the memory. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Ends the connection; what is under way fails. */
  fail(error: ClacksError): void {
    this.#failure ??= error
    this.#greeted?.reject(this.#failure)
    // Whoever has the greeting already does not look at this promise any more.
    this.hello.catch(() => {})
    for (const caller of this.#callers.values()) caller.failed(this.#failure)
    this.#callers.clear()
    this.#socket.destroy()
  }

  /** Ends the connection in good order. */
  async close(): Promise<void> {
    this.#socket.resume()
    this.#socket.end()
    await this.closed
  }

  #line(text: string): void {
    const line = parse(text)
    if (this.#greeted !== undefined) this.#greet(line)
    else if (isResponse(line)) this.#respond(line)
    else this.fail(new ClacksError('ERR_CLACKS_CONTROL', 'The node sent a line that is no response.'))
  }

  #greet(line: unknown): void {
    if (!isHello(line)) {
      this.fail(new ClacksError('ERR_CLACKS_CONTROL', 'What listens there is no node.'))
    } else if (line.protocol !== PROTOCOL) {
      const text = `The node (clacks ${line.clacks}) speaks version ${line.protocol} of the control protocol, this program version ${PROTOCOL}.`
      this.fail(new ClacksError('ERR_CLACKS_CONTROL', text))
    } else {
      this.#greeted?.resolve(line)
      this.#greeted = undefined
    }
  }

  #respond({ id, item, skipped = 0, result, error }: Response): void {
    const caller = id === undefined ? undefined : this.#callers.get(id)
    if (id === undefined || caller === undefined) {
      if (id === undefined && error !== undefined) this.fail(errorOf(error))
      return
    }
    if (error === undefined && result === undefined) {
      caller.item(item, skipped)
      return
    }
    this.#callers.delete(id)
    if (error !== undefined) caller.failed(errorOf(error))
    else caller.ended(result)
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
  return new ClacksError('ERR_CLACKS_CONTROL_LOST', `The connection to the node has ended: ${reason}.`, {
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
