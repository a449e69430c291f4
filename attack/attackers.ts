import { CAPABILITIES, type MemoryTransport, type SeededRandom } from 'clacks/testing'
import { type HonestNetwork, type HonestNode, PORT, type World } from './honest-network.ts'
import type { Scenario } from './scenarios.ts'

/** What an attacker says when it is asked for friends: other attackers, or none. */
export type Friends = 'attackers' | 'none'

interface Attacker {
  readonly hostname: string
  readonly port: number
  readonly transport: MemoryTransport
  /** Whom it announces itself to; all honest nodes if undefined. */
  readonly contacts: readonly HonestNode[] | undefined
}

/** Friends in an answer. */
const NAMED = 8
const SECONDS_BETWEEN_ANNOUNCES = 10
const DOMAINS = 8

/** Machines that accept every message, pass none on, and name only each other. */
export class Attackers {
  readonly #world: World
  readonly #random: SeededRandom
  readonly #scenario: Scenario
  readonly #friends: Friends
  readonly #all: Attacker[] = []
  #messages = 0

  constructor(world: World, scenario: Scenario, friends: Friends) {
    this.#world = world
    this.#random = world.random.fork('attackers')
    this.#scenario = scenario
    this.#friends = friends
  }

  /** Whether a host name is that of an attacker. */
  static isAttacker(hostname: string): boolean {
    return !hostname.startsWith('honest-')
  }

  get size(): number {
    return this.#all.length
  }

  /** Lets all of them listen. */
  async join(honest: HonestNetwork, machines: number): Promise<void> {
    const { addresses, announce } = this.#scenario
    for (let machine = 0; machine < machines; machine++)
      for (let index = 0; index < addresses; index++) {
        const toAll = announce === 'to all' || (announce === 'mixed' && index === 0)
        const contacts = toAll ? undefined : [honest.any(this.#random), honest.any(this.#random)]
        this.#all.push(await this.#listen(machine, index, contacts))
      }
    if (announce === 'once')
      for (const attacker of this.#all) for (const to of attacker.contacts ?? []) this.#send(attacker, to)
  }

  /** A second of their time. */
  act(honest: HonestNetwork): void {
    const { announce, sends = 0, addresses } = this.#scenario
    for (const attacker of this.#all) {
      for (let left = sends / addresses; left > this.#random.fraction(); left--)
        this.#send(attacker, honest.any(this.#random), 'message')
      if (announce === 'once' || this.#random.fraction() * SECONDS_BETWEEN_ANNOUNCES > 1) continue
      const { contacts } = attacker
      this.#send(attacker, contacts === undefined ? honest.any(this.#random) : oneOf(contacts, this.#random))
    }
  }

  async #listen(machine: number, index: number, contacts: Attacker['contacts']): Promise<Attacker> {
    const { differ } = this.#scenario
    const range = `45.${18 + (machine >> 8)}.${machine & 255}`
    const remoteAddress = `${range}.${differ === 'hosts of one /24' ? 1 + index : 9}`
    const hostname =
      differ === 'names' ? `a${index}-${machine}.evil${index % DOMAINS}.example` : remoteAddress
    const port = differ === 'ports' ? PORT + index : PORT
    const key = `${hostname}:${port}`
    const transport = this.#world.memoryNetwork.transport({
      hostname,
      capabilities: CAPABILITIES,
      key,
      remoteAddress,
    })
    await transport.listen({ host: hostname, port }, () => ({
      status: 200,
      body: JSON.stringify(this.#said()),
    }))
    return { hostname, port, transport, contacts }
  }

  #send(from: Attacker, to: HonestNode, type: 'announce' | 'message' = 'announce'): void {
    const { hostname, port, transport } = from
    const { friends, waiting } = this.#said()
    const message = type === 'announce' ? null : { number: this.#messages++ }
    const sender = { hostname, port }
    const body = JSON.stringify({ message, type, sender, friend: friends[0], friends, waiting })
    // A refusal is part of the defence.
    transport.send({ hostname: to.hostname, port: PORT, secondHand: false }, { body }).catch(() => {})
  }

  #said() {
    const count = this.#friends === 'none' ? 0 : Math.min(NAMED, this.#all.length)
    const friends = Array.from({ length: count }, () => {
      const { hostname, port } = oneOf(this.#all, this.#random)
      return { hostname, port }
    })
    return { friends, waiting: this.#scenario.waiting }
  }
}

function oneOf<Item>(items: readonly Item[], random: SeededRandom): Item {
  const item = items[Math.floor(random.fraction() * items.length)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}
