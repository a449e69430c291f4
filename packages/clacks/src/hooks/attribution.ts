import { PluginError } from '../errors.js'
import { promiseIn } from './promise-in.js'
import { thrownText } from './thrown-at.js'

/** The name under which the plugin host taps a raw hook; it guards its own taps, each with the name of its plugin. */
export const HOST_TAP = 'clacks:plugins'

/** Hooks whose taps are waited for. */
const AWAITED = new Set(['received', 'beforeSend', 'started', 'stopping'])
/** Hooks whose taps decide: their failure must reach the caller. The taps of all others only observe. */
const DECIDING = new Set(['received', 'beforeSend'])

type Report = (error: PluginError) => void
// tapable types a tap's function by its hook; here all hooks are treated alike.
type AnyTap = (...args: unknown[]) => unknown
type TapMethod = (options: string | { readonly name: string }, fn: AnyTap) => void
type Kind = 'tap' | 'tapAsync' | 'tapPromise'
type Tappable = Record<Kind, TapMethod>
type Done = (error: PluginError | null, result?: unknown) => void

/**
 * Puts the name of its tap on every failure of a raw tap; tapable itself names none. And a promise is waited for, or at least
 * caught, however it came: tapable waits only for what `tapPromise` was given.
 */
export function guardTaps(hooks: object, report: Report): void {
  const raws: [string, Tappable][] = Object.entries(hooks)
  for (const [hook, raw] of raws) {
    // Not by `intercept()`: a hook with an interceptor counts as used for ever.
    if (AWAITED.has(hook)) guardAwaited(hook, raw, report)
    else {
      const tap = raw.tap.bind(raw)
      raw.tap = (options, fn) => {
        tap(options, nameOf(options) === HOST_TAP ? fn : immediate(hook, nameOf(options), fn, report))
      }
    }
  }
}

/** All three kinds of taps become the kind that calls back: no promise is made where none was returned. */
function guardAwaited(hook: string, raw: Tappable, report: Report): void {
  const tapAsync = raw.tapAsync.bind(raw)
  for (const kind of ['tap', 'tapAsync', 'tapPromise'] as const) {
    const method = raw[kind].bind(raw)
    raw[kind] = (options, fn) => {
      const name = nameOf(options)
      if (name === HOST_TAP) method(options, fn)
      else tapAsync(options, awaited(hook, name, kind, fn, report))
    }
  }
}

function nameOf(options: string | { readonly name: string }): string {
  return typeof options === 'string' ? options.trim() : options.name
}

function awaited(hook: string, name: string, kind: Kind, fn: AnyTap, report: Report): AnyTap {
  return (...args) => {
    const done = args.pop() as Done
    let over = false
    const pass = (result: unknown): void => {
      if (over) return
      over = true
      done(null, result)
    }
    const fail = (thrown: unknown): void => {
      if (over) return
      over = true
      const error = asPluginError(name, hook, thrown)
      report(error)
      done(DECIDING.has(hook) ? error : null)
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

/** A tap that nobody waits for. */
function immediate(hook: string, name: string, fn: AnyTap, report: Report): AnyTap {
  const fail = (thrown: unknown): void => report(asPluginError(name, hook, thrown))
  return (...args) => {
    try {
      const result = fn(...args)
      const promise = promiseIn(result)
      if (promise === undefined) return result
      promise.catch(fail)
      if (hook === 'admitPeer') throw new TypeError('It returned a promise, but nobody can wait for it here.')
    } catch (thrown) {
      fail(thrown)
    }
    return undefined
  }
}

/** The failure of a tap, with the name of the tap on it. */
export function asPluginError(tap: string, hook: string, thrown: unknown): PluginError {
  if (thrown instanceof PluginError && thrown.plugin === tap && thrown.hook === hook) return thrown
  return new PluginError('ERR_CLACKS_PLUGIN_FAILED', tap, hook, thrownText(thrown), { cause: thrown })
}
