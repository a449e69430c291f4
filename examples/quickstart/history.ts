import type { PeerStatus } from 'clacks'
import { type Clack, isForLegacy } from './messages.js'

/** The towers, in display order. */
export const TOWERS = ['tower-1', 'tower-2', 'tower-3', 'legacy'] as const

export type TowerName = (typeof TOWERS)[number]

/** The state of one tower. */
export interface TowerRecord {
  readonly name: TowerName
  /** `host:port`; '' until it listens. */
  address: string
  received: number
  sent: number
  /** The peers it knows, by `host:port`. */
  readonly peers: Map<string, PeerStatus>
}

/** The state of one message. */
export interface MessageRecord {
  readonly number: number
  readonly text: string
  /** The towers that it has to visit. */
  readonly expected: readonly TowerName[]
  /** Where it is now, and since when (milliseconds). */
  holder: TowerName | undefined
  since: number
  /** Visits by tower. */
  readonly visits: Map<TowerName, number>
  hops: number
  /** The count kept by the plugin `stamp`. */
  stamped: number
}

/** Called with a line of text for each event. */
export type Report = (tower: TowerName, text: string) => void

/** What has happened so far. The towers write it, the screen reads it. */
export class History {
  readonly towers: readonly TowerRecord[]
  readonly messages: readonly MessageRecord[]
  readonly #report: Report

  constructor(messages: readonly Clack[], report: Report) {
    this.#report = report
    this.towers = TOWERS.map((name) => ({ name, address: '', received: 0, sent: 0, peers: new Map() }))
    this.messages = messages.map((message) => ({
      number: message.number,
      text: message.text,
      expected: TOWERS.filter((name) => name !== 'legacy' || isForLegacy(message)),
      holder: undefined,
      since: 0,
      visits: new Map(),
      hops: 0,
      stamped: 0,
    }))
  }

  listening(name: TowerName, address: string): void {
    this.#tower(name).address = address
    this.#report(name, `listens on ${address}`)
  }

  /** A message starts its walk. @param at milliseconds, on a clock that all processes share */
  enqueued(name: TowerName, { number }: Clack, at: number): void {
    const message = this.#message(number)
    if (message === undefined) return
    arrive(message, name, at)
    this.#report(name, `#${number} enqueued`)
  }

  /** A message arrived from another tower. */
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
    this.#report(name, `#${number} received from ${from}`)
  }

  peer(name: TowerName, address: string, status: PeerStatus): void {
    const { peers } = this.#tower(name)
    const before = peers.get(address)
    peers.set(address, status)
    const who = this.nameOf(address)
    this.#report(name, before === undefined ? `discovers ${who}` : `marks ${who} ${status}`)
  }

  /** The name of the tower at an address, or the address itself. */
  nameOf(address: string): string {
    return this.towers.find((tower) => tower.address === address)?.name ?? address
  }

  /** Number of messages that have visited all the towers they have to visit. */
  get done(): number {
    return this.messages.filter((message) => missingFor(message).length === 0).length
  }

  #tower(name: TowerName): TowerRecord {
    const tower = this.towers.find((each) => each.name === name)
    if (tower === undefined) throw new Error(`Unknown tower: ${name}`)
    return tower
  }

  #message(number: number): MessageRecord | undefined {
    return this.messages[number - 1]
  }
}

/** The towers that a message has yet to visit. */
export function missingFor({ expected, visits }: MessageRecord): TowerName[] {
  return expected.filter((name) => !visits.has(name))
}

/** Events from another process may arrive late; the latest timestamp says where the message is. */
function arrive(message: MessageRecord, name: TowerName, at: number): void {
  message.visits.set(name, (message.visits.get(name) ?? 0) + 1)
  if (at < message.since) return
  message.holder = name
  message.since = at
}
