import { PluginError } from '../errors.js'
import { HOOK_TABLE, type HookName } from './hook-table.js'
import { promiseIn } from './promise-in.js'
import { thrownText } from './thrown-at.js'

/** The name of the taps of the plugin host, which guards the taps of each plugin itself. */
export const HOST_TAP = 'clacks:plugins'

type Report = (error: PluginError) => void
// tapable types the function of a tap by its hook. Here all hooks are treated alike.
type AnyTap = (...args: unknown[]) => unknown
type TapMethod = (options: string | { readonly name: string }, fn: AnyTap) => void
type Kind = 'tap' | 'tapAsync' | 'tapPromise'
type Methods = Record<Kind, TapMethod>
type Done = (error: PluginError | null, result?: unknown) => void

/** Where the failures of the taps of a hook are reported. */
const REPORT = Symbol('report')

/** A tapable hook whose taps are guarded. Its methods are shared: nodes have many hooks. */
interface Guarded extends Methods {
  readonly name: HookName
  [REPORT]: Report
}

/**
 * Guards the taps that an application adds to a tapable hook. Every failure carries the name of its
 * tap, which tapable does not report, and a promise is awaited, or at least caught, whichever
 * method added the tap. tapable itself awaits only those of `tapPromise`.
 * @returns the hook
 */
export function guardTaps<Hook extends object>(hook: Hook, name: HookName, report: Report): Hook {
  const { kind } = HOOK_TABLE[name]
  // Not with `intercept()`: tapable counts a hook with an interceptor as used.
  const methods = kind === 'decides' || kind === 'awaited' ? AWAITED : IMMEDIATE
  return Object.assign(hook, methods, { [REPORT]: report })
}

function tapImmediate(this: Guarded, options: Parameters<TapMethod>[0], fn: AnyTap): void {
  const name = nameOf(options)
  const guarded = name === HOST_TAP ? fn : immediate(this.name, name, fn, this[REPORT])
  methodsOf(this).tap.call(this, options, guarded)
}

const IMMEDIATE = { tap: tapImmediate }

/**
 * Turn all three kinds of taps into callbacks, so that no promise is created unless a tap returns
 * one.
 */
const AWAITED = {
  tap: tapAwaited('tap'),
  tapAsync: tapAwaited('tapAsync'),
  tapPromise: tapAwaited('tapPromise'),
}

function tapAwaited(kind: Kind) {
  return function tap(this: Guarded, options: Parameters<TapMethod>[0], fn: AnyTap): void {
    const name = nameOf(options)
    if (name === HOST_TAP) methodsOf(this)[kind].call(this, options, fn)
    else methodsOf(this).tapAsync.call(this, options, awaited(this.name, name, kind, fn, this[REPORT]))
  }
}

/** The methods of tapable. */
function methodsOf(hook: Guarded): Methods {
  return Object.getPrototypeOf(hook)
}

function nameOf(options: string | { readonly name: string }): string {
  return typeof options === 'string' ? options.trim() : options.name
}

function awaited(hook: HookName, name: string, kind: Kind, fn: AnyTap, report: Report): AnyTap {
  // A failure must reach the caller only where it affects the message.
  const decides = HOOK_TABLE[hook].kind === 'decides'
  return (...args) => {
    const done = args.pop() as Done
    let settled = false
    const pass = (result: unknown): void => {
      if (settled) return
      settled = true
      done(null, result)
    }
    const fail = (thrown: unknown): void => {
      if (settled) return
      settled = true
      const error = asPluginError(name, hook, thrown)
      report(error)
      done(decides ? error : null)
    }
    const callsBack = kind === 'tapAsync'
    if (callsBack) args.push((thrown: unknown, result: unknown) => (thrown ? fail(thrown) : pass(result)))
    let result: unknown
    let promise: Promise<unknown> | undefined
    try {
      result = fn(...args)
      promise = promiseIn(result)
    } catch (thrown) {
      fail(thrown)
      return
    }
    if (promise !== undefined) promise.then(callsBack ? undefined : pass, fail)
    else if (!callsBack) pass(result)
  }
}

/** A tap that is not awaited. */
function immediate(hook: HookName, name: string, fn: AnyTap, report: Report): AnyTap {
  const asked = HOOK_TABLE[hook].kind === 'asked'
  const fail = (thrown: unknown): void => report(asPluginError(name, hook, thrown))
  return (...args) => {
    try {
      const result = fn(...args)
      const promise = promiseIn(result)
      if (promise === undefined) return result
      promise.catch(fail)
      if (asked) throw new TypeError('It returned a promise, but this hook is synchronous.')
    } catch (thrown) {
      fail(thrown)
    }
    return undefined
  }
}

/** Wraps what a tap threw in a `PluginError` that carries the name of the tap. */
export function asPluginError(tap: string, hook: string, thrown: unknown): PluginError {
  if (thrown instanceof PluginError && thrown.plugin === tap && thrown.hook === hook) return thrown
  return new PluginError('ERR_CLACKS_PLUGIN_FAILED', tap, hook, thrownText(thrown), { cause: thrown })
}
