import { expect } from 'vitest'
import { Clacks, type ClacksOptions, type Log } from '../../src/index.js'
import { componentsOf } from '../../src/node.js'
import { type KeyPair, makeKeyPair } from './certificate.js'
import { Changes } from './changes.js'
import { post, type Received, type Unusual } from './post.js'

/** The sender that the tests use. Nothing listens there. */
export const SENDER = { hostname: 'tower.example', port: 8080 }
const GOOD = 'still here'

let pair: Promise<KeyPair> | undefined

/** The key pair of all nodes of one test file. */
export function keyPair(): Promise<KeyPair> {
  pair ??= makeKeyPair()
  return pair
}

/** A real node on loopback, for bad input. It stops at the end of its scope. */
export class NodeUnderTest {
  readonly node: Clacks
  readonly changes = new Changes()
  /** Warnings and errors that the node wrote in its log. */
  readonly lines: string[] = []
  /** Errors and rejections that were not handled while it ran. */
  readonly #uncaught: unknown[] = []
  readonly #catch = (thrown: unknown): void => {
    this.#uncaught.push(thrown)
  }

  private constructor(options: ClacksOptions) {
    this.node = new Clacks({ log: this.#log(), ...options })
    const { hooks } = this.node
    hooks.queued.tap('watch', this.changes.notify)
    hooks.sent.tap('watch', this.changes.notify)
    hooks.sendFailed.tap('watch', this.changes.notify)
    hooks.peerUpdated.tap('watch', this.changes.notify)
    hooks.discarded.tap('watch', this.changes.notify)
    process.on('uncaughtException', this.#catch)
    process.on('unhandledRejection', this.#catch)
  }

  /** Starts a node. By default it sends nothing. */
  static async start(options: ClacksOptions = {}): Promise<NodeUnderTest> {
    const usual = { hostname: '127.0.0.1', port: 0, sendrate: 0, idleAnnounce: 0 }
    const one = new NodeUnderTest({ ...usual, ...(await keyPair()), ...options })
    await one.node.start()
    return one
  }

  get port(): number {
    return this.node.address.port
  }

  /** The messages in its queue as JSON texts, oldest first. */
  get texts(): string[] {
    return Array.from(componentsOf(this.node).queue, ({ json }) => json)
  }

  /** Addresses of all peers, `host:port`. */
  get peers(): string[] {
    return Object.values(this.node.getPeers())
      .flatMap((byIdentifier) => Object.values(byIdentifier))
      .map(({ hostname, port }) => `${hostname}:${port}`)
  }

  /** Sends any bytes or JSON text to it. */
  post(body: string | Buffer, unusual?: Unusual): Promise<Received> {
    return post(this.node, body, unusual)
  }

  /** Sends a payload of type `message` to it, with some fields replaced. */
  send(fields: Readonly<Record<string, unknown>>, unusual?: Unusual): Promise<Received> {
    return this.post(payloadText(fields), unusual)
  }

  /**
   * The node runs, accepts a message, holds exactly these (as JSON texts), and no error went
   * unhandled.
   */
  async expectAlive(texts: readonly string[]): Promise<void> {
    expect(this.texts).toEqual(texts)
    expect(await this.send({ message: GOOD })).toMatchObject({ status: 200 })
    expect(this.texts).toEqual([...texts, JSON.stringify(GOOD)])
    expect(this.#uncaught).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.stop()
    process.off('uncaughtException', this.#catch)
    process.off('unhandledRejection', this.#catch)
  }

  #log(): Log {
    const say = (text: string): void => {
      this.lines.push(text)
    }
    const log: Log = { debug: () => {}, info: () => {}, warn: say, error: say, child: () => log }
    return log
  }
}

/**
 * The text of a valid payload, with the given fields replaced; undefined leaves
 * one out.
 */
export function payloadText(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ message: 'hello', type: 'message', sender: SENDER, ...fields })
}
