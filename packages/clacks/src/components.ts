import { resolve } from 'node:path'
import type { Address } from './address.js'
import { formatAddress, knownAddress } from './address.js'
import { type Clock, systemClock } from './clock.js'
import { Counters } from './counters.js'
import type { PluginError } from './errors.js'
import { admits } from './hooks/admits.js'
import { createHooks, type Hooks, isHookUsed } from './hooks/hooks.js'
import { setInputSource } from './hooks/input-source.js'
import { Receiver } from './inbound/receive.js'
import { defaultLog, type Log } from './log.js'
import { NetworkRanges } from './network-range.js'
import type { ClacksOptions } from './options.js'
import { IdleAnnouncer } from './outbound/idle-announcer.js'
import { Pace } from './outbound/pace.js'
import { ProbeBudget } from './outbound/probe-budget.js'
import { ProbeScheduler } from './outbound/probe-scheduler.js'
import { Prober } from './outbound/prober.js'
import { Sender } from './outbound/sender.js'
import { Swap } from './outbound/swap.js'
import { IgnoredPeers } from './peers/ignored-peers.js'
import { rangeOfSender } from './peers/range.js'
import { PeerRecord, peerOf } from './peers/record.js'
import { PeerTable } from './peers/table.js'
import { PluginHost } from './plugins/host.js'
import type { PluginNode } from './plugins/plugin-node.js'
import { Intake, type Origin } from './queue/intake.js'
import { MessageQueue } from './queue/queue.js'
import type { QueuedMessage } from './queue/queued-message.js'
import { Run } from './queue/run.js'
import { QueueStoreSlot } from './queue/store-slot.js'
import { type Random, systemRandom } from './random.js'
import { changeSettings, type SettingsChange } from './settings/change.js'
import { LiveSettings, QueueBounds, TableBounds } from './settings/live-settings.js'
import { resolveSettings } from './settings/resolve.js'
import type { WrittenSettings } from './settings/settings.js'
import { NodeState } from './state/node-state.js'
import { createHttpsTransport } from './transport/https.js'
import { KeyChanges } from './transport/key-changes.js'
import { dialPolicy } from './transport/ranges.js'
import type { Transport } from './transport/transport.js'
import { VERSION } from './version.js'
import { CAPABILITIES } from './wire/capabilities.js'

/**
 * The composition root: creates the components of a node and connects them. No logic of its own.
 *
 * What the components need is listed without `...`: V8 makes a hash table of a large object that
 * is spread, and then each read of it is slow in a process of many nodes.
 */
export class Components {
  readonly settings: LiveSettings
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Messages are `unknown` here: the wire does not carry the types of an application. */
  readonly hooks: Hooks
  readonly counters = new Counters()
  /** When the node was started, on the monotonic clock; undefined before. */
  startedAt: number | undefined
  readonly storeSlot: QueueStoreSlot
  readonly state: NodeState
  readonly keyChanges: KeyChanges
  readonly transport: Transport
  readonly queue: MessageQueue
  readonly peers: PeerTable
  readonly ignored: IgnoredPeers
  readonly intake: Intake
  readonly receiver: Receiver
  readonly prober: Prober
  readonly probeScheduler: ProbeScheduler
  readonly idleAnnouncer: IdleAnnouncer
  readonly pace: Pace
  readonly sender: Sender
  readonly host: PluginHost
  #self: Address
  #selfJson: string

  /**
   * @param options already checked
   * @param node the public API, for the plugins
   */
  constructor(options: ClacksOptions, node: PluginNode) {
    const settings = new LiveSettings(resolveSettings(options))
    const { hostname, port, limits, sendrate, byterate } = settings.current
    this.settings = settings
    this.clock = options.clock ?? systemClock
    this.random = options.random ?? systemRandom
    this.log = options.log ?? defaultLog()
    this.hooks = createHooks((error) => this.#tapFailed(error))
    this.#self = { hostname, port }
    this.#selfJson = knownAddress(this.#self).json

    const { clock, random, log, hooks, counters } = this
    this.queue = new MessageQueue(new QueueBounds(settings), (message) => storeSlot.released(message))
    const run = new Run(random)
    const storeSlot = new QueueStoreSlot({ queue: this.queue, ownRun: run.name, log })
    this.storeSlot = storeSlot
    this.keyChanges = new KeyChanges(log)
    const stateFolder = options.stateFolder === undefined ? undefined : resolve(options.stateFolder)
    this.state = new NodeState({
      stateFolder,
      storeFolder: () => storeSlot.folder,
      log,
    })
    const dial = dialPolicy(hostname)
    this.transport =
      options.transport ??
      createHttpsTransport({
        ...options,
        // A node without a state folder keeps its pins with its queue, and they move with it.
        tls: { ...(options.stateFolder === undefined && { pins: storeSlot.pins }), ...options.tls },
        stateFolder: () => this.state.folder,
        hostname,
        limits,
        capabilities: CAPABILITIES,
        allow: dial,
        isKnown: (address) => this.peers.find(address) !== undefined,
        keyChanges: this.keyChanges,
        clock,
        log,
      })
    const ranges = new NetworkRanges(settings.trustedRanges)
    this.peers = new PeerTable({
      clock,
      random,
      settings,
      bounds: new TableBounds(settings),
      weightOf: (host) => ranges.of(host).weight,
      self: () => this.#self,
      admit: (address, secondHand) => admits(address, secondHand, dial, hooks),
      discovered: (record) => {
        counters.discovered++
        if (isHookUsed(hooks, 'peerDiscovered')) hooks.peerDiscovered.call(peerOf(record))
        // A candidate gets no messages.
        if (!record.isCandidate) this.sender.wake()
      },
      updated: (record, before) => {
        if (isHookUsed(hooks, 'peerUpdated')) hooks.peerUpdated.call(peerOf(record), before)
        this.sender.wake()
      },
      introduced: () => this.idleAnnouncer.heardOfPeer(),
      reached: () => this.sender.wake(),
      failed: (record) => {
        const text = `${formatAddress(record)} cannot be reached: ${record.lastError}`
        if (record.secondHand) log.info(text)
        else log.warn(text)
      },
      recognised: (address) => {
        log.warn(`${formatAddress(address)} is this node under another name: it is not used as a peer.`)
      },
    })
    this.ignored = new IgnoredPeers({ peers: this.peers, stateFolder, log })
    this.intake = new Intake({
      storeSlot,
      settings,
      queue: this.queue,
      clock,
      run,
      rangeOf: (sender) => rangeOfSender(sender, this.peers.find(sender)),
      queued: (message, origin, sender, entry) => this.#queued(message, origin, sender, entry),
      queuedText: (entry, origin) => this.#queuedText(entry, origin),
    })
    this.pace = new Pace(clock, sendrate, byterate)
    const { transport, queue, peers, intake, pace } = this
    const probeBudget = new ProbeBudget()
    const swap = new Swap(clock, peers)
    const selfJson = (): string => this.#selfJson
    const named = (friends: readonly Address[], by: PeerRecord, given: readonly PeerRecord[]): void =>
      this.probeScheduler.named(peers.introduce(friends, by.range, given))
    const keyRefused = (peer: Address): void => this.keyChanges.refusedBy(peer, this.#self)
    const connected = {
      settings,
      hooks,
      clock,
      random,
      queue,
      peers,
      intake,
      transport,
      counters,
      pace,
      probeBudget,
      swap,
      named,
      selfJson,
      keyRefused,
      called: (record: PeerRecord | undefined) => this.probeScheduler.called(record),
      lostNamed: (lost: readonly PeerRecord[]) => this.probeScheduler.named(lost),
      keyChanged: (claimed: Address) => this.#keyChanged(claimed),
    }
    this.receiver = new Receiver(connected)
    this.prober = new Prober(connected)
    this.probeScheduler = new ProbeScheduler({ clock, peers, prober: this.prober, probeBudget })
    const { prober, probeScheduler } = this
    this.idleAnnouncer = new IdleAnnouncer({ clock, random, queue, peers, prober, probeScheduler })
    this.sender = new Sender(connected, prober)
    this.host = new PluginHost({
      hooks,
      clock,
      random,
      storeSlot,
      prepareStore: () => storeSlot.prepare(() => this.peers.stored()),
      completeStore: () => this.#completeStore(),
      node,
      log,
      folder: options.folder,
      stateFolder: options.stateFolder,
      services: options.services,
      tapMs: limits.tapMs,
      version: VERSION,
      report: (error) => this.#tapFailed(error),
      inputFailed: (source) => this.receiver.limits.badInputs.failed(source),
    })
  }

  /** The node's own address, as it is announced. */
  get self(): Address {
    return this.#self
  }

  set self(address: Address) {
    this.#self = address
    this.#selfJson = knownAddress(address).json
  }

  /** Changes settings, and updates the components that depend on them. */
  changeSettings(written: WrittenSettings): SettingsChange {
    const { settings, pace, queue, sender } = this
    const change = changeSettings(settings, written)
    pace.change(settings.sendrate, settings.byterate)
    queue.checkForRoom()
    sender.wake()
    return change
  }

  /** Restores messages and peers from a queue store that has just been added. */
  #completeStore(): void {
    const stored = this.storeSlot.complete()
    if (stored === undefined) return
    for (const peer of stored.peers) this.peers.restore(peer)
    this.storeSlot.recover(stored.left, (address) => peerOf(this.#recordAt(address)))
    this.intake.restore(stored.messages)
    this.sender.wake()
  }

  /** Tries a known peer at once. */
  retry(address: Address): void {
    const record = this.peers.find(address)
    if (record === undefined) return
    record.backoffUntil = 0
    void this.prober.probe(record)
  }

  /** A probe shows whether the peer has another key, or someone else claims its address. */
  #keyChanged(claimed: Address): void {
    const record = this.peers.find(claimed)
    if (this.keyChanges.claimed(claimed) && record !== undefined) void this.prober.probe(record)
  }

  #queued(message: unknown, origin: Origin, sender: PeerRecord | undefined, entry: QueuedMessage): void {
    if (isHookUsed(this.hooks, 'queued')) {
      const peer = sender === undefined ? undefined : peerOf(sender)
      if (peer !== undefined) setInputSource(peer, entry.source)
      this.hooks.queued.call(message, origin, peer, entry.json)
    }
    this.sender.messageQueued()
  }

  /** The text is parsed only if somebody looks. */
  #queuedText(entry: QueuedMessage, origin: Origin): void {
    if (!isHookUsed(this.hooks, 'queued')) return
    this.#queued(JSON.parse(entry.json), origin, entry.sender && this.#recordAt(entry.sender), entry)
  }

  /** The record of a peer, including one that is no longer in the table. */
  #recordAt(address: Address): PeerRecord {
    return (
      this.peers.find(address) ?? new PeerRecord(address, { learnedFrom: '', secondHand: true }, this.clock)
    )
  }

  /** A tap of the application failed, or the plugin host reports a failure. */
  #tapFailed(error: PluginError): void {
    this.log.warn(error.message, { code: error.code })
    // A failing tap of `pluginFailed` must not be called for its own failure.
    if (error.hook !== 'pluginFailed') this.hooks.pluginFailed.call(error)
  }
}
