import type { FullTap, Hook } from 'tapable'
import { PluginError, reasonOf } from '../errors.js'

/** The name under which the plugin host taps a raw hook; it guards its own taps, each with the name of its plugin. */
export const HOST_TAP = 'clacks:plugins'

/** Hooks whose taps decide: their failure must reach the caller. The taps of all others only observe. */
const DECIDING = new Set(['received', 'beforeSend'])

type Report = (error: PluginError) => void
// tapable types a tap's function by its hook; here all hooks are treated alike.
type AnyTap = (...args: unknown[]) => unknown

/** Puts the name of its tap on every failure of a raw tap. tapable itself names none. */
export function guardTaps(hooks: object, report: Report): void {
  for (const [hook, raw] of Object.entries(hooks) as [string, Hook<unknown[], unknown>][]) {
    raw.intercept({
      register: (tap) => (tap.name === HOST_TAP ? tap : { ...tap, ...guarded(hook, tap, report) }),
    })
  }
}

function guarded(hook: string, tap: FullTap, report: Report): Pick<FullTap, 'fn' | 'type'> {
  const fn = tap.fn as AnyTap
  const fail = (thrown: unknown): undefined => {
    const error = blame(tap.name, hook, thrown)
    report(error)
    if (DECIDING.has(hook)) throw error
  }
  // An async function given to `tap` would neither be awaited nor caught by tapable.
  const awaited = tap.type === 'promise' || (tap.type === 'sync' && fn.constructor.name === 'AsyncFunction')
  if (awaited) {
    const run: AnyTap = async (...args) => {
      try {
        return await fn(...args)
      } catch (thrown) {
        return fail(thrown)
      }
    }
    return DECIDING.has(hook) || tap.type === 'promise'
      ? { type: 'promise', fn: run }
      : { type: 'sync', fn: detached(run) }
  }
  if (tap.type === 'async') {
    const run: AnyTap = (...args) => {
      const done = args.pop() as (error?: unknown, result?: unknown) => void
      const settle = (thrown: unknown, result?: unknown): void => {
        if (!thrown) {
          done(null, result)
          return
        }
        const error = blame(tap.name, hook, thrown)
        report(error)
        done(DECIDING.has(hook) ? error : null)
      }
      try {
        fn(...args, settle)
      } catch (thrown) {
        settle(thrown)
      }
    }
    return { type: 'async', fn: run }
  }
  const run: AnyTap = (...args) => {
    try {
      return fn(...args)
    } catch (thrown) {
      return fail(thrown)
    }
  }
  return { type: 'sync', fn: run }
}

/** Runs an async function whose result nobody waits for; it has caught its own failures. */
function detached(run: AnyTap): AnyTap {
  return (...args) => {
    void run(...args)
  }
}

/** The failure of a tap, with the name of the tap on it. */
export function blame(tap: string, hook: string, thrown: unknown): PluginError {
  if (thrown instanceof PluginError) return thrown
  return new PluginError('ERR_CLACKS_PLUGIN_FAILED', tap, hook, reasonOf(thrown), { cause: thrown })
}
