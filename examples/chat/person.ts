import { randomUUID } from 'node:crypto'
import '@clacks/plugin-archiver'
import type { Clacks } from 'clacks'
import type { ChatMessages } from './messages.js'

/** Ids that are remembered, to recognise messages that pass again. */
const REMEMBERED = 10_000
const HISTORY = 20

/** Something that was said. */
export interface Line {
  readonly nickname: string
  readonly text: string
  readonly at: number
}

/** Somebody at a node: a nickname, a room, and what is said in it. */
export class Person {
  readonly #node: Clacks
  readonly #messages: ChatMessages
  readonly #show: (line: string) => void
  readonly #now: () => number
  readonly #heard = new Set<string>()
  #room = ''
  #nickname: string

  /** @param show shows a line; @param now milliseconds since 1970 */
  constructor(
    node: Clacks,
    messages: ChatMessages,
    nickname: string,
    show: (line: string) => void,
    now = Date.now,
  ) {
    this.#node = node
    this.#messages = messages
    this.#nickname = nickname
    this.#show = show
    this.#now = now
    messages.onMessage('say', ({ id, room, nickname: who, text }) => this.#hear(id, room, `${who}: ${text}`))
    messages.onMessage('enter', ({ id, room, nickname: who }) => this.#hear(id, room, `${who} has come in`))
  }

  get nickname(): string {
    return this.#nickname
  }

  get room(): string {
    return this.#room
  }

  rename(nickname: string): void {
    this.#nickname = nickname
  }

  /** Enters a room and shows what was said there. */
  async enter(room: string): Promise<void> {
    this.#room = room
    for (const { nickname, text } of await this.history())
      this.#show(`[${room}, earlier] ${nickname}: ${text}`)
    this.#messages.enqueue(this.#node, 'enter', this.#common())
  }

  /** Says something in the room. @throws InvalidMessageError if it is too long */
  say(text: string): void {
    this.#messages.enqueue(this.#node, 'say', { ...this.#common(), text })
    this.#show(`[${this.#room}] ${this.#nickname}: ${text}`)
  }

  /** The last lines of this room in the archive, oldest first. */
  async history(): Promise<readonly Line[]> {
    const archive = this.#node.service('archive')
    if (archive === undefined) return []
    const lines: Line[] = []
    for await (const { message } of archive.query({ class: 'say' })) {
      // The formatter accepts only these.
      const { room, nickname, text, at } = Object(message)
      if (room === this.#room) lines.push({ nickname, text, at })
      if (lines.length === HISTORY) break
    }
    return lines.sort((a, b) => a.at - b.at)
  }

  #common() {
    const id = randomUUID()
    this.#remember(id)
    return { id, room: this.#room, nickname: this.#nickname, at: this.#now() }
  }

  #hear(id: string, room: string, line: string): void {
    if (this.#heard.has(id)) return
    this.#remember(id)
    if (room === this.#room) this.#show(`[${room}] ${line}`)
  }

  #remember(id: string): void {
    this.#heard.add(id)
    const [oldest] = this.#heard
    if (this.#heard.size > REMEMBERED && oldest !== undefined) this.#heard.delete(oldest)
  }
}
