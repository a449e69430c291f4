import { Agent, request } from 'node:https'
import type { SeededRandom } from 'clacks/testing'
import type { Tower } from './tower.ts'

const ANSWER_MS = 4_000
const SENDER = { hostname: 'feed.invalid', port: 9 }
/** What messages are made of: all that is written differently in JSON, in files and on the wire. */
const TEXTS = ['GNU', 'Ünïcödé 世界', '🎉', '\u2028\u0000"\\/', '9007199254740993', 'line\r\nbreak']

/** What became of a message that was offered to a node. */
export type Fate = 'acknowledged' | 'refused' | 'unanswered'

/** An application outside: offers each message once to one node, and remembers the answer. */
export class Feed {
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false })
  readonly #random: SeededRandom
  readonly #texts = new Map<string, string>()
  readonly #fates = new Map<string, Fate>()

  constructor(random: SeededRandom) {
    this.#random = random
  }

  /** The text of each message that was offered, by its id. */
  get offered(): ReadonlyMap<string, string> {
    return this.#texts
  }

  /** What became of a message. */
  fateOf(id: string): Fate {
    return this.#fates.get(id) ?? 'unanswered'
  }

  /** How many messages had a fate. */
  count(fate: Fate): number {
    return [...this.#texts.keys()].filter((id) => this.fateOf(id) === fate).length
  }

  async offer(tower: Tower): Promise<void> {
    const id = `m${this.#texts.size}`
    const text = TEXTS[Math.floor(this.#random.fraction() * TEXTS.length)] ?? ''
    this.#texts.set(id, text)
    const status = await this.#post(tower.port, { class: 'soak', id, text })
    if (status !== undefined) this.#fates.set(id, status === 200 ? 'acknowledged' : 'refused')
  }

  close(): void {
    this.#agent.destroy()
  }

  /** The status of the answer; undefined without one. */
  #post(port: number, message: object): Promise<number | undefined> {
    const body = JSON.stringify({ message, type: 'message', sender: SENDER })
    return new Promise((resolve) => {
      const options = {
        host: '127.0.0.1',
        port,
        method: 'POST',
        agent: this.#agent,
        timeout: ANSWER_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'clacks-caps': '1',
        },
      }
      const sent = request(options, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode))
        answer.once('error', () => resolve(undefined))
      })
      sent.on('timeout', () => sent.destroy())
      sent.on('error', () => resolve(undefined))
      sent.on('close', () => resolve(undefined))
      sent.end(body)
    })
  }
}
