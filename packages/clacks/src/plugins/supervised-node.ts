import { ClacksError } from '../errors.js'
import type { HookName, HookSignatures } from '../hooks/hook-table.js'
import type { Hooks } from '../hooks/hooks.js'
import type { ClacksNode } from './clacks-node.js'
import type { PluginContext, PluginHooks, TapFunction, TapOptions } from './plugin.js'

type Callback = (error?: unknown, result?: unknown) => void
type AnyFunction = (...args: unknown[]) => unknown

/**
 * The node as `apply(node)` gets it: the same in everything but its hooks. They look like tapable's, and what is tapped on them
 * is supervised, carries the plugin's name, and goes when the plugin goes.
 */
export function supervisedNode({ node, hooks }: PluginContext): ClacksNode {
  const supervised = new Proxy(node.hooks, {
    get: (raw, key) => (isHook(hooks, key) ? supervisedHook(raw, hooks, key) : Reflect.get(raw, key)),
  })
  return new Proxy(node, {
    get: (target, key) => (key === 'hooks' ? supervised : bound(target, key)),
  })
}

function isHook(hooks: PluginHooks, key: PropertyKey): key is HookName {
  return Object.hasOwn(hooks, key)
}

function supervisedHook<Name extends HookName>(raw: Hooks, hooks: PluginHooks, name: Name): Hooks[Name] {
  const tap = (options: unknown, fn: unknown): void => {
    if (!isTapFunction<Name>(fn))
      throw new ClacksError('ERR_CLACKS_PLUGIN', `hooks.${name}.tap() needs a function to call.`)
    hooks[name].tap(placeOf(options), fn)
  }
  const methods = new Map<PropertyKey, AnyFunction>([
    ['tap', tap],
    ['tapPromise', tap],
    ['tapAsync', (options, fn) => tap(options, typeof fn === 'function' ? promised(fn) : fn)],
    ['intercept', () => refuse(name)],
    ['withOptions', () => refuse(name)],
  ])
  return new Proxy(raw[name], { get: (target, key) => methods.get(key) ?? bound(target, key) })
}

/** Methods keep their own `this`: private fields cannot be reached through a proxy. */
function bound(target: object, key: PropertyKey): unknown {
  const value: unknown = Reflect.get(target, key)
  return typeof value === 'function' ? value.bind(target) : value
}

function isTapFunction<Name extends HookName>(fn: unknown): fn is TapFunction<HookSignatures[Name]> {
  return typeof fn === 'function'
}

/** What tapable's options say of the place. As with tapable, `before` may name what is not there. */
function placeOf(options: unknown): TapOptions {
  if (typeof options !== 'object' || options === null) return {}
  const stage = 'stage' in options && typeof options.stage === 'number' ? { stage: options.stage } : {}
  const before = 'before' in options ? [options.before].flat().filter((name) => typeof name === 'string') : []
  return { ...stage, before: before.map((name) => (name.startsWith('?') ? name : `?${name}`)) }
}

// biome-ignore lint/complexity/noBannedTypes: nothing more is known of what a plugin without types hands over
function promised(fn: Function): AnyFunction {
  return (...args) =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, result) => (error ? reject(error) : resolve(result))
      fn(...args, done)
    })
}

function refuse(hook: HookName): never {
  const text = `hooks.${hook} offers a plugin tap(), tapAsync() and tapPromise() only: the rest could not be taken back.`
  throw new ClacksError('ERR_CLACKS_PLUGIN', text)
}
