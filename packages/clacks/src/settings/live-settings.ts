import type { Settings } from './settings.js'

/** The settings of a node, which can change while it runs. Every read returns the current value. */
export class LiveSettings implements Settings {
  #current: Settings

  constructor(current: Settings) {
    this.#current = current
  }

  /** The settings as they are now, frozen. */
  get current(): Settings {
    return this.#current
  }

  replace(next: Settings): void {
    this.#current = next
  }

  get hostname() {
    return this.#current.hostname
  }

  get port() {
    return this.#current.port
  }

  get listen() {
    return this.#current.listen
  }

  get sendrate() {
    return this.#current.sendrate
  }

  get byterate() {
    return this.#current.byterate
  }

  get killtimeout() {
    return this.#current.killtimeout
  }

  get idleAnnounce() {
    return this.#current.idleAnnounce
  }

  get requireVerified() {
    return this.#current.requireVerified
  }

  get legacyRejects() {
    return this.#current.legacyRejects
  }

  get trustedRanges() {
    return this.#current.trustedRanges
  }

  get weights() {
    return this.#current.weights
  }

  get limits() {
    return this.#current.limits
  }
}

/** The current bounds of the queue. */
export class QueueBounds {
  readonly #settings: LiveSettings

  constructor(settings: LiveSettings) {
    this.#settings = settings
  }

  get messages(): number {
    return this.#settings.limits.queueMessages
  }

  get bytes(): number {
    return this.#settings.limits.queueBytes
  }
}

/** The current bounds of the peer table. */
export class TableBounds {
  readonly #settings: LiveSettings

  constructor(settings: LiveSettings) {
    this.#settings = settings
  }

  get peers(): number {
    return this.#settings.limits.peers
  }

  get peerShare(): number {
    return this.#settings.limits.peerShare
  }

  get killtimeout(): number {
    return this.#settings.killtimeout
  }
}
