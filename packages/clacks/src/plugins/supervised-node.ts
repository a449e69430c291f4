import { ClacksError } from '../errors.js'
import type { HookName, HookSignatures } from '../hooks/hook-table.js'
import type { Hooks } from '../hooks/hooks.js'
import type { PluginHooks, TapFunction, TapOptions } from './plugin.js'
import type { PluginNode, SupervisedNode } from './plugin-node.js'
import { PluginNodeView, tapableHooksOf } from './plugin-node-view.js'

type Callback = (error?: unknown, result?: unknown) => void
type AnyFunction = (...args: unknown[]) => unknown

/**
 * The node that `apply(node)` receives. Its hooks look like tapable hooks, but taps are supervised,
 * carry the name of the plugin, and end with the plugin.
 */
export class SupervisedNodeView extends PluginNodeView implements SupervisedNode {
  readonly hooks: Hooks

  constructor(node: PluginNode, hooks: PluginHooks) {
    const raw = tapableHooksOf(node)
    super(node, raw)
    const hook = <Name extends HookName>(name: Name): Hooks[Name] => supervisedHook(raw, hooks, name)
    this.hooks = {
      received: hook('received'),
      queued: hook('queued'),
      beforeSend: hook('beforeSend'),
      sent: hook('sent'),
      sendFailed: hook('sendFailed'),
      discarded: hook('discarded'),
      announced: hook('announced'),
      admitPeer: hook('admitPeer'),
      peerDiscovered: hook('peerDiscovered'),
      peerUpdated: hook('peerUpdated'),
      pluginFailed: hook('pluginFailed'),
      started: hook('started'),
      stopping: hook('stopping'),
    }
  }
}

/** The members of a tapable hook that do not add taps. */
const PASSTHROUGH: ReadonlySet<PropertyKey> = new Set(['name', 'isUsed', 'call', 'callAsync', 'promise'])

function supervisedHook<Name extends HookName>(raw: Hooks, hooks: PluginHooks, name: Name): Hooks[Name] {
  const tap = (options: unknown, fn: unknown): void => {
    if (!isTapFunction<Name>(fn))
      throw new ClacksError('ERR_CLACKS_PLUGIN', `hooks.${name}.tap() needs a function.`)
    hooks[name].tap(tapOptionsOf(options), fn)
  }
  const methods = new Map<PropertyKey, AnyFunction>([
    ['tap', tap],
    ['tapPromise', tap],
    ['tapAsync', (options, fn) => tap(options, typeof fn === 'function' ? promised(fn) : fn)],
    ['intercept', () => refuse(name)],
    ['withOptions', () => refuse(name)],
  ])
  return new Proxy(raw[name], {
    get: (target, key) => methods.get(key) ?? (PASSTHROUGH.has(key) ? bound(target, key) : undefined),
    getOwnPropertyDescriptor: () => undefined,
  })
}

/** Binds methods to the target: private fields are not accessible through a proxy. */
function bound(target: object, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key)
  return typeof value === 'function' ? value.bind(target) : value
}

function isTapFunction<Name extends HookName>(fn: unknown): fn is TapFunction<HookSignatures[Name]> {
  return typeof fn === 'function'
}

/** Converts the options of tapable. As in tapable, `before` may name a tap that does not exist. */
function tapOptionsOf(options: unknown): TapOptions {
  if (typeof options !== 'object' || options === null) return {}
  const stage = 'stage' in options && typeof options.stage === 'number' ? { stage: options.stage } : {}
  const before = 'before' in options ? [options.before].flat().filter((name) => typeof name === 'string') : []
  const decides = 'decides' in options && options.decides === false ? { decides: false } : {}
  return { ...stage, ...decides, before: before.map((name) => (name.startsWith('?') ? name : `?${name}`)) }
}

// biome-ignore lint/complexity/noBannedTypes: a plugin without types may pass any function
function promised(fn: Function): AnyFunction {
  return (...args) =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, result) => (error ? reject(error) : resolve(result))
      fn(...args, done)
    })
}

function refuse(hook: HookName): never {
  const text = `hooks.${hook} of a plugin has only tap(), tapAsync() and tapPromise(). Anything else could not be undone when the plugin is removed.`
  throw new ClacksError('ERR_CLACKS_PLUGIN', text)
}
