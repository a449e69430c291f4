import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from 'clacks'

/** How long a login code can be used, in milliseconds. */
export const CODE_MS = 60_000
/** How long a session lasts, in milliseconds. */
export const SESSION_MS = 12 * 3_600_000
const MAX_CODES = 16
const MAX_SESSIONS = 100

/** A session of a page in a browser. */
export interface Session {
  /** What the browser sends as a cookie, or a page of another origin as a bearer token. */
  readonly secret: string
  /** What the page sends in the header `X-Clacks-Csrf`, beside the cookie. */
  readonly csrf: string
  /** Whether the secret is a cookie: only then `csrf` is needed. */
  readonly cookie: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** A code that can be exchanged once for a session. */
export interface LoginCode {
  readonly code: string
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** What is kept of a code or session: when it ends, on the monotonic clock. */
interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

/** Login codes and sessions. Both are few, expire, and are kept in memory only, as digests. */
export class Sessions {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>
  readonly #codes = new Map<string, Kept<undefined>>()
  readonly #sessions = new Map<string, Kept<Session>>()

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock
  }

  /** Makes a code. The oldest is forgotten if there are too many. */
  makeCode(): LoginCode {
    const code = random()
    this.#codes.set(keyOf(code), { value: undefined, until: this.#clock.monotonic() + CODE_MS })
    dropOldest(this.#codes, MAX_CODES)
    return { code, expires: this.#clock.now() + CODE_MS }
  }

  /** Exchanges a code; undefined if it does not exist, was used, or has expired. */
  open(code: string, cookie: boolean): Session | undefined {
    const key = keyOf(code)
    const known = this.#codes.get(key)
    this.#codes.delete(key)
    if (known === undefined || this.#hasEnded(known)) return undefined
    const secret = random()
    const session = { secret, csrf: random(), cookie, expires: this.#clock.now() + SESSION_MS }
    this.#sessions.set(keyOf(secret), { value: session, until: this.#clock.monotonic() + SESSION_MS })
    dropOldest(this.#sessions, MAX_SESSIONS)
    return session
  }

  /** The session of a secret; undefined if there is none. */
  find(secret: string): Session | undefined {
    const key = keyOf(secret)
    const known = this.#sessions.get(key)
    if (known === undefined || !this.#hasEnded(known)) return known?.value
    this.#sessions.delete(key)
    return undefined
  }

  close({ secret }: Session): void {
    this.#sessions.delete(keyOf(secret))
  }

  #hasEnded({ until }: Kept<unknown>): boolean {
    return until <= this.#clock.monotonic()
  }
}

/** Secrets are looked up by their digest, so that the time of a look-up says nothing about them. */
function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

function random(): string {
  return randomBytes(24).toString('base64url')
}

function dropOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return
    map.delete(key)
  }
}
