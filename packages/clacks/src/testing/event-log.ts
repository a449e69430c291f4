import { createHash } from 'node:crypto'
import type { Clock } from '../clock.js'

/** Number of recent events to keep; older ones only count in the digest. */
const MAX_LINES = 2_000
/** Characters of a message to show in an event. */
const SHOWN = 120
/** Characters that are hashed together: a call of the hash function takes longer than an event. */
const CHUNK = 16_384

/** The events of a network: a digest of all, and the last ones as text lines. */
export class EventLog {
  readonly #clock: Clock
  readonly #digest = createHash('sha256')
  #lines: string[] = []
  /** Events that are not in the digest yet. */
  #chunk = ''
  /** The last time as text: several events happen at each. */
  #time = Number.NaN
  #timeText = ''

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param text the JSON text of the message, if it is about one */
  note(name: string, what: string, text = ''): void {
    const line = `${this.#now()} ms  ${name}  ${what}  `
    this.#chunk += `${line}${text}\n`
    if (this.#chunk.length > CHUNK) this.#flush()
    this.#lines.push(`${line}${text.slice(0, SHOWN)}`)
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES)
  }

  /** SHA-256 over all events so far: equal for two equal runs. */
  digest(): string {
    this.#flush()
    return this.#digest.copy().digest('hex')
  }

  /** The last events that contain a text, oldest first; without a text, the last of all. */
  recent(count: number, text = ''): readonly string[] {
    const shown = text.slice(0, SHOWN)
    return this.#lines.filter((line) => line.includes(shown)).slice(-count)
  }

  #now(): string {
    const time = this.#clock.monotonic()
    if (time !== this.#time) {
      this.#time = time
      this.#timeText = time.toFixed(3)
    }
    return this.#timeText
  }

  #flush(): void {
    this.#digest.update(this.#chunk)
    this.#chunk = ''
  }
}
