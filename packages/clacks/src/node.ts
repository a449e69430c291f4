import { isIP } from 'node:net'
import { type Cancel, type Clock, every, systemClock } from './clock.js'
import { Counters } from './counters.js'
import { resolveSettings } from './defaults.js'
import { ClacksError, type PluginError } from './errors.js'
import { createHooks, type Hooks } from './hooks/hooks.js'
import { Receiver } from './inbound/receive.js'
import { changeSettings, queueBounds, type SettingsChange, tableBounds } from './live-settings.js'
import { type Log, usualLog } from './log.js'
import type { ClacksOptions, NodeChange } from './options.js'
import { Greeter } from './outbound/greeter.js'
import { Pace } from './outbound/pace.js'
import { Sender } from './outbound/sender.js'
import type { Peer } from './peers/peer.js'
import { type PeerRecord, peerOf } from './peers/record.js'
import { OPERATOR, PeerTable } from './peers/table.js'
import type { ClacksNode, NodeStatistics, PeersByStatus, PluginReport } from './plugins/clacks-node.js'
import { PluginHost } from './plugins/host.js'
import type { PluginInput } from './plugins/plugin.js'
import { Intake, isNothing } from './queue/intake.js'
import { Keeping } from './queue/keeper.js'
import { MessageQueue } from './queue/queue.js'
import { type Random, systemRandom } from './random.js'
import type { PinStore, Settings } from './settings.js'
import { createHttpsTransport } from './transport/https.js'
import { dialPolicy } from './transport/ranges.js'
import type { Address, Bound, Transport } from './transport/transport.js'
import { VERSION } from './version.js'
import { addressJson, parseHostPort, requireAddress } from './wire/address.js'
import { CAPABILITIES } from './wire/capabilities.js'

/** The rooms of a node, for what stands beside it in this package. Not part of its public face. */
export let roomsOf: (node: Clacks) => {
  readonly queue: MessageQueue
  readonly peers: PeerTable
  readonly host: PluginHost
}

type State = 'made' | 'starting' | 'running' | 'stopping' | 'stopped'

/**
 * A node of the clacks network: takes messages in, keeps them in its queue, and sends each to a peer picked at random.
 *
 * The composition root: it builds the rooms, connects them, starts and stops them, and has no rule of its own.
 *
 * @typeParam Message what the application puts in the network; types `enqueue`, `peek` and the hooks
 * @example
 * const node = new Clacks({ hostname: 'tower-1.example', port: 8080, sendrate: 50 })
 * await node.start()
 * node.enqueue({ class: 'greeting', text: 'GNU Terry Pratchett' })
 */
export class Clacks<Message = unknown> implements ClacksNode<Message> {
  readonly hooks: Hooks<Message>
  readonly #settings: Settings
  readonly #clock: Clock
  readonly #random: Random
  readonly #log: Log
  readonly #transport: Transport
  readonly #keeping = new Keeping()
  readonly #queue: MessageQueue
  readonly #intake: Intake
  readonly #peers: PeerTable
  readonly #counters = new Counters()
  readonly #host: PluginHost
  readonly #greeter: Greeter
  readonly #receiver: Receiver
  readonly #sender: Sender
  readonly #pace: Pace
  readonly #peersToGreet: readonly Address[]
  readonly #plugins: readonly PluginInput[]
  #self: Address
  #state: State = 'made'
  #stopIdleAnnounce: Cancel | undefined
  #stopped: Promise<void> | undefined

  static {
    roomsOf = (node) => ({ queue: node.#queue, peers: node.#peers, host: node.#host })
  }

  /** @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_ADDRESS, ERR_CLACKS_PLUGIN… */
  constructor(options: ClacksOptions = {}) {
    this.#settings = resolveSettings(options)
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    this.#log = options.log ?? usualLog()
    this.#self = { hostname: this.#settings.hostname, port: this.#settings.port }
    this.#peersToGreet = (options.peers ?? []).map(parseHostPort)
    this.#plugins = (options.plugins ?? []).filter((plugin) => !!plugin)

    // The wire says nothing of an application's types: inside, a message is unknown; outside, it is what the application says.
    const hooks: Hooks = createHooks((error) => this.#tapFailed(error))
    this.hooks = hooks as Hooks<Message>
    const settings = this.#settings
    const { limits, weights, hostname, sendrate, byterate } = settings
    const parts = {
      settings,
      limits,
      hooks,
      clock: this.#clock,
      random: this.#random,
      counters: this.#counters,
    }
    const dial = dialPolicy(hostname)
    const keeping = this.#keeping

    this.#transport =
      options.transport ??
      createHttpsTransport({
        ...options,
        tls: { pins: pinsOf(keeping), ...options.tls },
        hostname,
        limits,
        capabilities: CAPABILITIES,
        allow: dial,
        log: this.#log,
      })
    const transport = this.#transport
    this.#queue = new MessageQueue(queueBounds(settings), ({ transfer }) => keeping.keeper?.strike(transfer))
    const queue = this.#queue
    this.#peers = new PeerTable({
      ...parts,
      weights,
      bounds: tableBounds(settings),
      self: () => this.#self,
      admit: (address, handedOver) => admits(address, handedOver, dial, hooks),
      discovered: (record) => this.#peerDiscovered(record),
      updated: (record, before) => {
        if (hooks.peerUpdated.isUsed()) hooks.peerUpdated.call(peerOf(record), before)
        this.#sender.wake()
      },
    })
    const peers = this.#peers
    const run = this.#random.token()
    let transfers = 0
    this.#intake = new Intake({
      queue,
      keeping,
      limits,
      nextTransfer: () => `${run}.${(transfers++).toString(36)}`,
      queued: (message, origin, sender) => {
        if (hooks.queued.isUsed())
          hooks.queued.call(message, origin, sender === undefined ? undefined : peerOf(sender))
        this.#sender.wake()
      },
    })
    const intake = this.#intake
    this.#receiver = new Receiver({ ...parts, peers, queue, intake, transport })
    let selfJson = { of: this.#self, json: addressJson(this.#self) }
    const outbound = {
      ...parts,
      peers,
      queue,
      transport,
      selfJson: () => {
        if (selfJson.of !== this.#self) selfJson = { of: this.#self, json: addressJson(this.#self) }
        return selfJson.json
      },
    }
    this.#greeter = new Greeter(outbound)
    this.#pace = new Pace(this.#clock, sendrate, byterate)
    this.#sender = new Sender({ ...outbound, greeter: this.#greeter, pace: this.#pace })
    this.#host = new PluginHost({
      node: this as ClacksNode,
      hooks,
      keeping,
      clock: this.#clock,
      random: this.#random,
      log: this.#log,
      tapMs: limits.tapMs,
      version: VERSION,
      report: (error) => this.#tapFailed(error),
    })
  }

  get address(): Address {
    if (this.#state === 'made' || this.#state === 'starting') {
      throw new ClacksError('ERR_CLACKS_STATE', 'The node has no address before it is started.')
    }
    return this.#self
  }

  get fingerprint(): string | undefined {
    return this.#transport.fingerprint
  }

  enqueue(message: Message): boolean {
    if (isNothing(message)) return false
    const entry = this.#intake.prepare(message)
    if (!this.#intake.put([{ message, entry }], 'enqueued')) {
      const { queueMessages, queueBytes } = this.#settings.limits
      throw new ClacksError(
        'ERR_CLACKS_QUEUE_FULL',
        `The queue holds up to ${queueMessages} messages and ${queueBytes} bytes.`,
      )
    }
    this.#counters.enqueued++
    return true
  }

  peek(): readonly Message[] {
    return Array.from(this.#queue, ({ json }): Message => JSON.parse(json))
  }

  /** The messages that were taken from the queue and are on their way to a peer, not settled yet. A snapshot. */
  underWay(): readonly Message[] {
    return Array.from(this.#queue.underWay(), ({ json }): Message => JSON.parse(json))
  }

  isEmpty(): boolean {
    return this.#queue.size === 0
  }

  getPeers(): PeersByStatus {
    return this.#peers.list()
  }

  getPeer(identifier: string): Peer | undefined {
    const record = this.#peers.get(identifier)
    return record && peerOf(record)
  }

  addPeer(hostname: string, port: number | string): Peer | undefined {
    const record = this.#peers.add(requireAddress(hostname, port), OPERATOR)
    return record && peerOf(record)
  }

  async announce(hostname: string, port: number | string): Promise<boolean> {
    const address = requireAddress(hostname, port)
    if (this.#state !== 'running')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot announce itself.`)
    return this.#greeter.announce(address)
  }

  ignore(hostname: string, port: number | string): void {
    const record = this.#peers.add(requireAddress(hostname, port), OPERATOR)
    if (record !== undefined) this.#peers.note(record, 'ignored')
  }

  getOptions(): Settings {
    return this.#settings
  }

  statistics(): NodeStatistics {
    const { received, enqueued, sent, failed, discarded, refused } = this.#counters
    const { size: queued, bytes: queuedBytes, taken: inFlight } = this.#queue
    return { received, enqueued, sent, failed, discarded, refused, queued, queuedBytes, inFlight }
  }

  plugins(): readonly PluginReport[] {
    return this.#host.reports()
  }

  async use(plugin: PluginInput): Promise<void> {
    if (this.#state === 'stopping' || this.#state === 'stopped') {
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and takes no plugins.`)
    }
    await this.#host.use(plugin)
    if (this.#state !== 'made') await this.#restore()
  }

  async remove(id: string): Promise<void> {
    await this.#host.remove(id)
  }

  /**
   * Changes settings and plugins while the node runs; queue and peers stay. Plugins that come are set up first, and those
   * that go are torn down when their last calls have ended: where anything fails nothing changes.
   * @returns which settings hold from now on, and which only when the node is started anew
   * @throws ClacksError ERR_CLACKS_OPTION, ERR_CLACKS_STATE, ERR_CLACKS_PLUGIN…
   */
  async reconfigure({ settings, use = [], remove = [] }: NodeChange): Promise<SettingsChange> {
    if (settings !== undefined) resolveSettings(settings)
    if (this.#state !== 'running')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot be reconfigured.`)
    if (use.length + remove.length > 0) await this.#host.change(use, remove)
    if (settings === undefined) return { changed: [], restart: [] }
    const change = changeSettings(this.#settings, settings)
    this.#pace.change(this.#settings.sendrate, this.#settings.byterate)
    if (change.changed.includes('idleAnnounce')) this.#announceWhenIdle()
    this.#sender.wake()
    return change
  }

  async start(): Promise<void> {
    if (this.#state !== 'made')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot be started.`)
    this.#state = 'starting'
    try {
      await this.#host.useAll(this.#plugins)
      await this.#restore()
      this.#bound(
        await this.#transport.listen(this.#settings.listen, (arrival) => this.#receiver.receive(arrival)),
      )
      this.#mustBe('starting')
    } catch (thrown) {
      this.#state = 'stopped'
      await this.#transport.close()
      await this.#host.close()
      throw thrown
    }
    this.#state = 'running'
    if (this.hooks.started.isUsed()) await this.hooks.started.promise()
    this.#mustBe('running')
    this.#sender.start()
    this.#greetPeers()
    this.#announceWhenIdle()
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Whoever stops a node while it starts is not to find it running afterwards. */
  #mustBe(state: State): void {
    if (this.#state !== state)
      throw new ClacksError('ERR_CLACKS_STATE', 'The node was stopped while it started.')
  }

  async #stop(): Promise<void> {
    const wasRunning = this.#state === 'running'
    this.#state = 'stopping'
    if (wasRunning && this.hooks.stopping.isUsed()) await this.hooks.stopping.promise()
    this.#stopIdleAnnounce?.()
    this.#receiver.close()
    await this.#drain()
    await this.#transport.close()
    await this.#sender.stop()
    await this.#host.close()
    this.#state = 'stopped'
  }

  /** Waits for what is under way, but not longer than `limits.drainMs`: closing the transport ends the rest. */
  async #drain(): Promise<void> {
    let cancel: Cancel = () => {}
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(this.#settings.limits.drainMs, resolve)
    })
    await Promise.race([this.#sender.stop(), late])
    cancel()
  }

  /** What the keeper of the node has kept is there before the node listens. */
  async #restore(): Promise<void> {
    const kept = await this.#keeping.restore(() => this.#peers.keep())
    if (kept === undefined) return
    for (const peer of kept.peers) this.#peers.restore(peer)
    this.#intake.restore(kept.messages)
    this.#sender.wake()
  }

  #bound({ port }: Bound): void {
    if (this.#settings.port === 0) this.#self = { ...this.#self, port }
  }

  #greetPeers(): void {
    for (const { hostname, port } of this.#peersToGreet) {
      this.addPeer(hostname, port)
      void this.#greeter.announce({ hostname, port }).then((welcome) => {
        if (!welcome)
          this.#log.warn(
            `${hostname}:${port} did not answer the announce; it is tried again with the next message.`,
          )
      })
    }
  }

  /** A node that nobody knows never gets a message: one without messages says now and then that it is there. */
  #announceWhenIdle(): void {
    const { idleAnnounce } = this.#settings
    this.#stopIdleAnnounce?.()
    if (idleAnnounce === 0) return
    // Nodes that start together must not announce together.
    const jitter = idleAnnounce * (0.75 + this.#random.fraction() / 2)
    this.#stopIdleAnnounce = every(this.#clock, jitter, () => {
      const peer = this.#queue.size + this.#queue.taken === 0 ? this.#peers.acquaintance() : undefined
      if (peer !== undefined) void this.#greeter.greet(peer)
    })
  }

  #peerDiscovered(record: PeerRecord): void {
    const { peerDiscovered } = this.hooks
    if (peerDiscovered.isUsed()) peerDiscovered.call(peerOf(record))
    this.#sender.wake()
  }

  /** A tap of whoever embeds the node failed; what plugins tap is the host's. */
  #tapFailed(error: PluginError): void {
    this.#log.warn(error.message)
    // A tap of `pluginFailed` that fails is not told to itself.
    if (error.hook !== 'pluginFailed') this.hooks.pluginFailed.call(error)
  }
}

/** The pins of a node that is told no place for them: its keeper has them, where there is one. */
function pinsOf(keeping: Keeping): PinStore {
  return {
    load: () => keeping.keeper?.pins.load() ?? {},
    save: (pins) => keeping.keeper?.pins.save(pins),
  }
}

/** Whether an address may enter the table: the ranges that may be dialled, then the taps. */
function admits(address: Address, handedOver: boolean, dial: (ip: string) => boolean, hooks: Hooks): boolean {
  if (handedOver && isIP(address.hostname) !== 0 && !dial(address.hostname)) return false
  return !hooks.admitPeer.isUsed() || hooks.admitPeer.call(address) !== false
}
