import { EventParser, type ServerEvent } from './sse.js'

/** A request that the gateway refused, or that did not reach it. */
export class RequestFailed extends Error {
  /** 0 if there was no answer. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Where the login of a gateway is stored. Its own page has a cookie as well. */
const storeOf = (origin: string): Storage => (origin === location.origin ? localStorage : sessionStorage)
const keyOf = (origin: string): string => `clacks-login ${origin}`

/** The requests to one gateway. */
export class Client {
  readonly origin: string
  #secret: string | null

  constructor(origin: string) {
    this.origin = origin
    this.#secret = storeOf(origin).getItem(keyOf(origin))
  }

  /** Whether there has been a login. The gateway may have ended it since. */
  get hasLogin(): boolean {
    return this.#secret !== null
  }

  get #isOwn(): boolean {
    return this.origin === location.origin
  }

  /** Logs in with a code that works once. @throws RequestFailed */
  async login(code: string): Promise<void> {
    const body = this.#isOwn ? { code } : { code, cookie: false }
    const answer = await this.post<{ csrf?: string; token?: string }>('/v1/session', body)
    const secret = answer.csrf ?? answer.token
    if (secret === undefined) throw new RequestFailed(0, 'The gateway answered without a session.')
    this.#secret = secret
    storeOf(this.origin).setItem(keyOf(this.origin), secret)
  }

  /** Forgets the login. */
  forget(): void {
    this.#secret = null
    storeOf(this.origin).removeItem(keyOf(this.origin))
  }

  /** @throws RequestFailed */
  async get<Answer>(path: string): Promise<Answer> {
    return (await this.#fetch(path, {})).json()
  }

  /** @throws RequestFailed */
  async post<Answer>(path: string, body: unknown, method = 'POST'): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await this.#fetch(path, {
      method,
      body: text,
      headers: { 'content-type': 'application/json' },
    })
    const answer = await response.text()
    return JSON.parse(answer === '' ? 'null' : answer)
  }

  /**
   * Reads server-sent events until the signal aborts or the connection ends.
   * @param received gets the events that arrived together
   * @throws RequestFailed
   */
  async stream(
    path: string,
    signal: AbortSignal,
    received: (events: readonly ServerEvent[]) => void,
  ): Promise<void> {
    const response = await this.#fetch(path, { signal })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) return
    const parser = new EventParser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      received(parser.push(value))
    }
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.#secret !== null) {
      if (this.#isOwn) headers.set('x-clacks-csrf', this.#secret)
      else headers.set('authorization', `Bearer ${this.#secret}`)
    }
    const credentials = this.#isOwn ? 'same-origin' : 'omit'
    let response: Response
    try {
      response = await fetch(`${this.origin}${path}`, { ...init, headers, credentials })
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause
      throw new RequestFailed(0, 'The gateway does not answer.')
    }
    if (response.ok) return response
    throw new RequestFailed(response.status, await problemIn(response))
  }
}

async function problemIn(response: Response): Promise<string> {
  try {
    const { detail, remedy, issues } = await response.json()
    const more = Array.isArray(issues) ? issues.map((issue) => `${issue?.path}: ${issue?.message}`) : []
    return [detail, ...more, remedy].filter((text) => typeof text === 'string').join('\n')
  } catch {
    return `The gateway answered ${response.status}.`
  }
}
