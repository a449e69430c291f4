import type { FullTap, Hook } from 'tapable'
import { PluginError, reasonOf } from '../errors.js'
import { promiseIn } from './promise-in.js'

/** The name under which the plugin host taps a raw hook; it guards its own taps, each with the name of its plugin. */
export const HOST_TAP = 'clacks:plugins'

/** Hooks whose taps are waited for. */
const AWAITED = new Set(['received', 'beforeSend', 'started', 'stopping'])
/** Hooks whose taps decide: their failure must reach the caller. The taps of all others only observe. */
const DECIDING = new Set(['received', 'beforeSend'])

type Report = (error: PluginError) => void
// tapable types a tap's function by its hook; here all hooks are treated alike.
type AnyTap = (...args: unknown[]) => unknown
type Done = (error: PluginError | null, result?: unknown) => void

/**
 * Puts the name of its tap on every failure of a raw tap; tapable itself names none. And a promise is waited for, or at least
 * caught, however it came: tapable waits only for what `tapPromise` was given.
 */
export function guardTaps(hooks: object, report: Report): void {
  for (const [hook, raw] of Object.entries(hooks) as [string, Hook<unknown[], unknown>][]) {
    const guard = AWAITED.has(hook) ? awaited : immediate
    raw.intercept({
      register: (tap) => (tap.name === HOST_TAP ? tap : { ...tap, ...guard(hook, tap, report) }),
    })
  }
}

/** All three kinds of taps of tapable, as the kind that calls back: no promise is made where none was returned. */
function awaited(hook: string, tap: FullTap, report: Report): Pick<FullTap, 'fn' | 'type'> {
  const fn = tap.fn as AnyTap
  const run: AnyTap = (...args) => {
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
      const error = blame(tap.name, hook, thrown)
      report(error)
      done(DECIDING.has(hook) ? error : null)
    }
    if (tap.type === 'async')
      args.push((thrown: unknown, result: unknown) => (thrown ? fail(thrown) : pass(result)))
    let result: unknown
    let promise: Promise<unknown> | undefined
    try {
      result = fn(...args)
      promise = promiseIn(result)
    } catch (thrown) {
      fail(thrown)
      return
    }
    if (promise !== undefined) promise.then(tap.type === 'async' ? undefined : pass, fail)
    else if (tap.type !== 'async') pass(result)
  }
  return { type: 'async', fn: run }
}

/** A tap that nobody waits for. */
function immediate(hook: string, tap: FullTap, report: Report): Pick<FullTap, 'fn' | 'type'> {
  const fn = tap.fn as AnyTap
  const fail = (thrown: unknown): void => report(blame(tap.name, hook, thrown))
  const run: AnyTap = (...args) => {
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
  return { type: 'sync', fn: run }
}

/** The failure of a tap, with the name of the tap on it. */
export function blame(tap: string, hook: string, thrown: unknown): PluginError {
  if (thrown instanceof PluginError && thrown.plugin === tap && thrown.hook === hook) return thrown
  return new PluginError('ERR_CLACKS_PLUGIN_FAILED', tap, hook, reasonOf(thrown), { cause: thrown })
}
