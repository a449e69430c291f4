import type { PeerStatus } from 'clacks'
import { type Clack, isForLegacy } from './messages.js'

/** The towers in the order in which they are shown. */
export const TOWERS = ['tower-1', 'tower-2', 'tower-3', 'legacy'] as const

export type TowerName = (typeof TOWERS)[number]

/** What is known of one tower. */
export interface TowerRecord {
  readonly name: TowerName
  /** `host:port`; '' until it listens. */
  address: string
  received: number
  sent: number
  /** Whom it knows, by `host:port`. */
  readonly peers: Map<string, PeerStatus>
}

/** What is known of one message. */
export interface MessageRecord {
  readonly number: number
  readonly text: string
  /** Towers that it is to visit. */
  readonly awaited: readonly TowerName[]
  /** Where it is now, and since when. */
  holder: TowerName | undefined
  since: number
  /** How often it came to each tower. */
  readonly visits: Map<TowerName, number>
  hops: number
  /** What the plugin `stamp` has counted. */
  stamped: number
}

/** One thing that happened, in words. */
export type Tell = (tower: TowerName, text: string) => void

/** What has happened so far. The towers write it, the screen reads it. */
export class Journal {
  readonly towers: readonly TowerRecord[]
  readonly messages: readonly MessageRecord[]
  readonly #tell: Tell

  constructor(messages: readonly Clack[], tell: Tell) {
    this.#tell = tell
    this.towers = TOWERS.map((name) => ({ name, address: '', received: 0, sent: 0, peers: new Map() }))
    this.messages = messages.map((message) => ({
      number: message.number,
      text: message.text,
      awaited: TOWERS.filter((name) => name !== 'legacy' || isForLegacy(message)),
      holder: undefined,
      since: 0,
      visits: new Map(),
      hops: 0,
      stamped: 0,
    }))
  }

  listening(name: TowerName, address: string): void {
    this.#tower(name).address = address
    this.#tell(name, `listens on ${address}`)
  }

  /** A message began its walk. @param at milliseconds, on a clock that all processes share */
  enqueued(name: TowerName, { number }: Clack, at: number): void {
    const message = this.#message(number)
    if (message === undefined) return
    arrive(message, name, at)
    this.#tell(name, `#${number} enqueued`)
  }

  /** A message came from another tower. */
  received(name: TowerName, { number, hops = 0 }: Clack, sender: string, at: number): void {
    const message = this.#message(number)
    if (message === undefined) return
    const from = this.nameOf(sender)
    this.#tower(name).received++
    const origin = this.towers.find((tower) => tower.address === sender)
    if (origin !== undefined) origin.sent++
    message.hops++
    message.stamped = Math.max(message.stamped, hops)
    arrive(message, name, at)
    this.#tell(name, `#${number} received from ${from}`)
  }

  peer(name: TowerName, address: string, status: PeerStatus): void {
    const { peers } = this.#tower(name)
    const before = peers.get(address)
    peers.set(address, status)
    const who = this.nameOf(address)
    this.#tell(name, before === undefined ? `discovers ${who}` : `finds ${who} ${status}`)
  }

  /** The tower at an address, or the address itself. */
  nameOf(address: string): string {
    return this.towers.find((tower) => tower.address === address)?.name ?? address
  }

  /** Messages that have visited every tower that they are to visit. */
  get done(): number {
    return this.messages.filter((message) => missingFor(message).length === 0).length
  }

  #tower(name: TowerName): TowerRecord {
    const tower = this.towers.find((each) => each.name === name)
    if (tower === undefined) throw new Error(`There is no tower ${name}.`)
    return tower
  }

  #message(number: number): MessageRecord | undefined {
    return this.messages[number - 1]
  }
}

/** Towers that a message has not visited yet. */
export function missingFor({ awaited, visits }: MessageRecord): TowerName[] {
  return awaited.filter((name) => !visits.has(name))
}

/** What another process tells may come late: where a message is now, the latest moment says. */
function arrive(message: MessageRecord, name: TowerName, at: number): void {
  message.visits.set(name, (message.visits.get(name) ?? 0) + 1)
  if (at < message.since) return
  message.holder = name
  message.since = at
}
