import type { Clock } from '../clock.js'
import { ClacksError } from '../errors.js'
import type { HookName, HookSignatures } from '../hooks/hook-table.js'
import type { Log } from '../log.js'
import type { QueueStoreSlot } from '../queue/store-slot.js'
import type { Random } from '../random.js'
import type { Deadlines } from './deadlines.js'
import type { PluginContext, PluginHook, PluginHooks, TapFunction, TapOptions, Untap } from './plugin.js'
import type { PluginInstance } from './plugin-instance.js'
import type { PluginNode } from './plugin-node.js'
import { isUnknown, type RelatedPlugin, unknownError } from './relations.js'
import { ServiceUse } from './service-use.js'
import type { ServiceRegistry } from './services.js'
import { Supervised } from './supervised-function.js'
import { Tap } from './tap.js'
import type { TapChains } from './tap-chains.js'

/** Default number of pending calls of a supervised function. */
const CONCURRENCY = 100

/** The parts that the contexts of all plugins of a node share. */
export interface ContextParts {
  readonly node: PluginNode
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** An absolute path. */
  readonly folder: string
  /** An absolute path. */
  readonly stateFolder: string
  readonly storeSlot: QueueStoreSlot
  readonly chains: TapChains
  readonly deadlines: Deadlines
  /** Default time limit of a tap, in milliseconds. */
  readonly tapMs: number
  readonly services: ServiceRegistry
  /** The plugins that a tap may name in `before` and `after`. */
  readonly knownPlugins: () => readonly RelatedPlugin[]
}

/** Makes the context of one plugin. Everything acquired through it is released with the plugin. */
export function makeContext(instance: PluginInstance, parts: ContextParts): PluginContext {
  const { scope } = instance
  return {
    id: instance.id,
    node: parts.node,
    hooks: makeHooks(instance, parts),
    clock: parts.clock,
    random: parts.random,
    folder: parts.folder,
    stateFolder: parts.stateFolder,
    log: parts.log.child(instance.id),
    signal: scope.signal,
    every: (milliseconds, task) => scope.every(milliseconds, task),
    after: (milliseconds, task) => scope.after(milliseconds, task),
    onClose: (task) => scope.onClose(task),
    supervise: (name, fn, { concurrency = CONCURRENCY, timeoutMs = parts.tapMs } = {}) =>
      new Supervised(fn, {
        id: instance.id,
        name,
        concurrency,
        deadline: parts.deadlines.of(timeoutMs),
        clock: parts.clock,
        signal: scope.signal,
        report: (error) => scope.report(error),
      }),
    useQueueStore: (store) => {
      scope.assertOpen('ctx.useQueueStore()')
      instance.releaseOnClose(parts.storeSlot.take(store, instance))
    },
    recordMessages: (recorder) => {
      scope.assertOpen('ctx.recordMessages()')
      // After the teardown of the plugin, which records what it has seen.
      scope.onClose(parts.storeSlot.addRecorder(recorder))
    },
    reportProblem: (text, { isOver = false } = {}) => {
      instance.problem = text === undefined ? undefined : { text, isOver }
    },
    onRequest: (handler) => {
      scope.assertOpen('ctx.onRequest()')
      return instance.releaseOnClose(instance.answerWith(handler))
    },
    provide: (key, service) => {
      scope.assertOpen('ctx.provide()')
      parts.services.provide(instance, key, service)
    },
    inject: (key) => {
      scope.assertOpen('ctx.inject()')
      return parts.services.inject(instance, key)
    },
    withService: (key, use) => {
      scope.assertOpen('ctx.withService()')
      const using = new ServiceUse(instance.id, key, use, (error) => scope.report(error))
      instance.serviceUses.add(using)
      if (instance.active) using.update(parts.services.find(key))
      instance.releaseOnClose(() => {
        instance.serviceUses.delete(using)
        using.end()
      })
    },
  }
}

function makeHooks(instance: PluginInstance, parts: ContextParts): PluginHooks {
  const hook = <Name extends HookName>(name: Name): PluginHook<HookSignatures[Name]> => ({
    tap: (
      first: TapOptions | TapFunction<HookSignatures[Name]>,
      second?: TapFunction<HookSignatures[Name]>,
    ): Untap => (typeof first === 'function' ? tap(name, {}, first) : tap(name, first, second)),
  })
  const tap = <Name extends HookName>(
    name: Name,
    options: TapOptions,
    fn: TapFunction<HookSignatures[Name]> | undefined,
  ): Untap => addTap(instance, parts, name, options, fn)
  return {
    received: hook('received'),
    queued: hook('queued'),
    beforeSend: hook('beforeSend'),
    admitPeer: hook('admitPeer'),
    peerDiscovered: hook('peerDiscovered'),
    peerUpdated: hook('peerUpdated'),
    announced: hook('announced'),
    sent: hook('sent'),
    sendFailed: hook('sendFailed'),
    discarded: hook('discarded'),
    pluginFailed: hook('pluginFailed'),
    started: hook('started'),
    stopping: hook('stopping'),
  }
}

function addTap<Name extends HookName>(
  instance: PluginInstance,
  parts: ContextParts,
  name: Name,
  options: TapOptions,
  fn: TapFunction<HookSignatures[Name]> | undefined,
): Untap {
  instance.scope.assertOpen(`ctx.hooks.${name}.tap()`)
  const { timeoutMs = parts.tapMs, stage = 0, decides = true } = options
  if (typeof fn !== 'function') throw invalidTap(instance, name, 'a function')
  if (!(timeoutMs > 0)) throw invalidTap(instance, name, `a \`timeoutMs\` above 0, not ${timeoutMs}`)
  if (!Number.isFinite(stage)) throw invalidTap(instance, name, `a number as \`stage\`, not ${stage}`)
  const before = namesOf(instance, parts, 'before', options.before)
  const after = namesOf(instance, parts, 'after', options.after)
  const deadline = parts.deadlines.of(timeoutMs)
  const tap = new Tap({
    hook: name,
    owner: instance,
    stage,
    before,
    after,
    sequence: instance.taps++,
    deadline,
    decides,
    fn,
  })
  const chain = parts.chains.of(name)
  chain.add(tap)
  return instance.releaseOnClose(() => chain.remove(tap))
}

function namesOf(
  instance: PluginInstance,
  parts: ContextParts,
  relation: 'before' | 'after',
  given: string | readonly string[] = [],
): readonly string[] {
  const names = typeof given === 'string' ? [given] : given
  const known = parts.knownPlugins()
  const unknown = names.find((name) => isUnknown(name, known))
  if (unknown !== undefined) throw unknownError(instance, relation, unknown, known)
  return names
}

function invalidTap(instance: PluginInstance, hook: HookName, expected: string): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_OPTION',
    `hooks.${hook}.tap() of plugin "${instance.id}" needs ${expected}.`,
  )
}
