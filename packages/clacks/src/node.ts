import { type Address, formatAddress, parseHostPort, requireAddress } from './address.js'
import type { Cancel } from './clock.js'
import { Components } from './components.js'
import { ClacksError } from './errors.js'
import { type Hooks, isHookUsed } from './hooks/hooks.js'
import { countsOf, measure } from './measure.js'
import type { ClacksOptions, NodeChange } from './options.js'
import type { Peer } from './peers/peer.js'
import { peerOf } from './peers/record.js'
import { OPERATOR } from './peers/table.js'
import type { ClacksNode } from './plugins/clacks-node.js'
import type { NodeMeasurements } from './plugins/node-measurements.js'
import type { PluginInput } from './plugins/plugin.js'
import type { NodeStatistics, PeersByStatus, PluginNode, PluginReport } from './plugins/plugin-node.js'
import { nodeBehind } from './plugins/plugin-node-view.js'
import type { ServiceKey, ServiceOf } from './plugins/service.js'
import { isEmptyMessage } from './queue/intake.js'
import type { SettingsChange } from './settings/change.js'
import { checkOptions, checkSettings } from './settings/check-options.js'
import type { Settings } from './settings/settings.js'
import { checkKeyPair } from './transport/key-pair.js'
import type { Bound } from './transport/transport.js'
import { parseMessage } from './wire/json.js'

/** The components of a node, or of a plugin's `ctx.node`. @throws ClacksError ERR_CLACKS_STATE */
export let componentsOf: <Message>(node: PluginNode<Message>) => Components

type State = 'made' | 'starting' | 'running' | 'stopping' | 'stopped'

/**
 * A node of the clacks network: it receives messages, queues them, and sends each to a random peer.
 *
 * @typeParam Message the type of the messages in `enqueue`, `peek` and the hooks
 * @example
 * const node = new Clacks({ hostname: 'tower-1.example', port: 8080, sendrate: 50 })
 * await node.start()
 * node.enqueue({ class: 'greeting', text: 'GNU Terry Pratchett' })
 */
export class Clacks<Message = unknown> implements ClacksNode<Message> {
  readonly hooks: Hooks<Message>
  readonly #components: Components
  readonly #initialPeers: readonly Address[]
  readonly #plugins: readonly PluginInput[]
  #state: State = 'made'
  #stopped: Promise<void> | undefined

  static {
    componentsOf = (node) => {
      const own = nodeBehind(node)
      if (#components in own) return own.#components
      throw new ClacksError('ERR_CLACKS_STATE', 'The node belongs to another copy of clacks.')
    }
  }

  /** @throws OptionsError with everything that is wrong with the options */
  constructor(options: ClacksOptions = {}) {
    checkOptions(options)
    this.#initialPeers = (options.peers ?? []).map(parseHostPort)
    this.#plugins = (options.plugins ?? []).filter((plugin) => !!plugin)
    this.#components = new Components(options, this as PluginNode)
    // Internally, a message is unknown; the application declares its type.
    this.hooks = this.#components.hooks as Hooks<Message>
  }

  get address(): Address {
    if (this.#state === 'made' || this.#state === 'starting') {
      throw new ClacksError('ERR_CLACKS_STATE', 'The node does not have an address before it is started.')
    }
    return this.#components.self
  }

  get fingerprint(): string | undefined {
    return this.#components.transport.fingerprint
  }

  enqueue(message: Message): boolean {
    return this.#enqueue(message, undefined)
  }

  enqueueJson(json: string): boolean {
    return this.#enqueue(parseMessage(json), json)
  }

  peek(): readonly Message[] {
    return this.peekJson().map((json): Message => JSON.parse(json))
  }

  peekJson(): readonly string[] {
    return Array.from(this.#components.queue, ({ json }) => json)
  }

  inFlightMessages(): readonly Message[] {
    return this.inFlightJson().map((json): Message => JSON.parse(json))
  }

  inFlightJson(): readonly string[] {
    return Array.from(this.#components.queue.inFlightMessages(), ({ json }) => json)
  }

  isEmpty(): boolean {
    return this.#components.queue.size === 0
  }

  getPeers(): PeersByStatus {
    return this.#components.peers.list()
  }

  getPeer(identifier: string): Peer | undefined {
    const record = this.#components.peers.get(identifier)
    return record && peerOf(record)
  }

  addPeer(hostname: string, port: number | string): Peer | undefined {
    const record = this.#components.peers.add(requireAddress(hostname, port), OPERATOR)
    return record && peerOf(record)
  }

  async announce(hostname: string, port: number | string): Promise<boolean> {
    const address = requireAddress(hostname, port)
    if (this.#state !== 'running')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot announce itself.`)
    return this.#components.prober.announce(address)
  }

  ignore(hostname: string, port: number | string): void {
    this.#components.ignored.ignore(requireAddress(hostname, port))
  }

  unignore(hostname: string, port: number | string): boolean {
    return this.#components.ignored.unignore(requireAddress(hostname, port))
  }

  forgetKey(hostname: string, port: number | string): boolean {
    const address = requireAddress(hostname, port)
    const isForgotten = this.#components.transport.forgetKey?.(address) === true
    if (isForgotten && this.#state === 'running') this.#components.retry(address)
    return isForgotten
  }

  getOptions(): Settings {
    return this.#components.settings.current
  }

  statistics(): NodeStatistics {
    return countsOf(this.#components)
  }

  measurements(): NodeMeasurements {
    return measure(this.#components)
  }

  plugins(): readonly PluginReport[] {
    return this.#components.host.reports()
  }

  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    return this.#components.host.service(key)
  }

  async use(plugin: PluginInput): Promise<void> {
    if (this.#state === 'stopping' || this.#state === 'stopped') {
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot use plugins.`)
    }
    await this.#components.host.use(plugin)
  }

  async remove(id: string): Promise<void> {
    await this.#components.host.remove(id)
  }

  /**
   * Changes settings and plugins while the node runs; queue and peers stay. New plugins are set up
   * first; removed ones are torn down when their last calls have ended. If anything fails, nothing
   * changes.
   * @returns the settings that have changed, and those that need a restart
   * @throws OptionsError
   * @throws ClacksError ERR_CLACKS_STATE, ERR_CLACKS_PLUGIN…, ERR_CLACKS_TLS_…
   */
  async reconfigure({ settings, use = [], remove = [], pair }: NodeChange): Promise<SettingsChange> {
    if (settings !== undefined) checkSettings(settings)
    if (pair !== undefined) checkKeyPair(pair)
    if (this.#state !== 'running')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot be reconfigured.`)
    if (use.length + remove.length > 0) await this.#components.host.change(use, remove)
    if (pair !== undefined) this.#components.transport.renew?.(pair)
    if (settings === undefined) return { changed: [], restart: [] }
    const change = this.#components.changeSettings(settings)
    const { idleAnnouncer } = this.#components
    if (change.changed.includes('idleAnnounce')) idleAnnouncer.start(this.#components.settings.idleAnnounce)
    return change
  }

  async start(): Promise<void> {
    if (this.#state !== 'made')
      throw new ClacksError('ERR_CLACKS_STATE', `The node is ${this.#state} and cannot be started.`)
    this.#state = 'starting'
    this.#components.startedAt = this.#components.clock.monotonic()
    try {
      await this.#components.state.open()
      this.#components.ignored.restore()
      await this.#components.host.useAll(this.#plugins)
      this.#bound(
        await this.#components.transport.listen(this.#components.settings.listen, (request) =>
          this.#components.receiver.receive(request),
        ),
      )
      this.#assertState('starting')
    } catch (thrown) {
      const wasStopped = this.#state !== 'starting'
      this.#state = 'stopped'
      await this.#components.transport.close()
      await this.#components.host.close()
      await this.#components.state.close()
      // Errors caused by `stop()`, such as a closed port, are not the reason.
      throw wasStopped ? stoppedWhileStarting() : thrown
    }
    this.#state = 'running'
    this.#components.intake.open()
    if (isHookUsed(this.hooks, 'started')) await this.hooks.started.promise()
    this.#assertState('running')
    this.#components.sender.start()
    this.#components.probeScheduler.start()
    this.#announceToPeers()
    this.#components.idleAnnouncer.start(this.#components.settings.idleAnnounce)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #enqueue(message: unknown, json: string | undefined): boolean {
    if (isEmptyMessage(message)) return false
    if (this.#state === 'stopped')
      throw new ClacksError('ERR_CLACKS_STATE', 'The node is stopped: it cannot send the message.')
    this.#components.intake.enqueue(message, json)
    this.#components.counters.enqueued++
    return true
  }

  /** A node that is stopped while it starts must not be running afterwards. */
  #assertState(state: State): void {
    if (this.#state !== state) throw stoppedWhileStarting()
  }

  async #stop(): Promise<void> {
    const wasRunning = this.#state === 'running'
    this.#state = 'stopping'
    if (wasRunning && isHookUsed(this.hooks, 'stopping')) await this.hooks.stopping.promise()
    this.#components.idleAnnouncer.stop()
    this.#components.probeScheduler.stop()
    this.#components.receiver.close()
    await this.#drain()
    await this.#components.transport.close()
    await this.#components.sender.stop()
    if (wasRunning) this.#components.storeSlot.reportRest()
    await this.#components.host.close()
    this.#components.ignored.close()
    await this.#components.state.close()
    this.#state = 'stopped'
  }

  /**
   * Waits for requests in flight, at most `limits.drainMs`: closing the transport ends the others.
   */
  async #drain(): Promise<void> {
    let cancel: Cancel = () => {}
    const timeout = new Promise<void>((resolve) => {
      cancel = this.#components.clock.after(this.#components.settings.limits.drainMs, resolve)
    })
    await Promise.race([this.#components.sender.stop(), timeout])
    cancel()
  }

  #bound({ port }: Bound): void {
    const { settings, self } = this.#components
    if (settings.port === 0) this.#components.self = { ...self, port }
  }

  #announceToPeers(): void {
    for (const { hostname, port } of this.#initialPeers) {
      if (this.addPeer(hostname, port)?.status === 'ignored') continue
      void this.#components.prober.announce({ hostname, port }).then((accepted) => {
        // Why it failed was logged with the failure itself.
        if (!accepted && !this.#components.peers.isSelf({ hostname, port }))
          this.#components.log.warn(
            `${formatAddress({ hostname, port })} did not answer the announce; it is retried with the next message.`,
          )
      })
    }
  }
}

function stoppedWhileStarting(): ClacksError {
  return new ClacksError('ERR_CLACKS_STATE', 'The node was stopped while it was starting.')
}
