import diff from 'microdiff'
import type { Clock } from '../clock.js'
import { reasonOf } from '../errors.js'
import { carries, HOOK_NAMES, HOOK_TABLE, type HookName, isHookName } from '../hooks/hook-table.js'
import { promiseIn } from '../hooks/promise-in.js'
import { verdictKind } from '../hooks/verdict.js'
import { stringifyMessage } from '../wire/json.js'
import type { PluginHost } from './host.js'
import type { TapInterceptor } from './tap.js'

/** A field that a tap changed. */
export interface FieldChange {
  /** `message.text`, `peer.port` */
  readonly path: string
  /** Absent if the tap added the field. */
  readonly before?: unknown
  /** Absent if the tap removed the field. */
  readonly after?: unknown
}

/** What one tap did to one message. */
export interface TapCall {
  /** The same for all taps that one run of a hook called. */
  readonly passage: number
  /** The position of the tap in that run, from 1. */
  readonly order: number
  readonly hook: string
  /** The id of the plugin. */
  readonly plugin: string
  /** The start of the call: milliseconds since 1970, with fractions. */
  readonly time: number
  /** Milliseconds until the call returned or its promise settled. */
  readonly took: number
  /** The message before the tap, as JSON text. */
  readonly message: string
  readonly changes: readonly FieldChange[]
  /** `drop`, `reject`, `hold` or `split`; undefined if the tap passed the message on. */
  readonly verdict?: string
  /** The reason of a `drop`, `reject` or `hold`. */
  readonly reason?: string
  /** The error if the tap failed. */
  readonly failed?: string
}

/** The hooks that carry a message. Only their taps are traced. */
export const TRACED_HOOKS: readonly HookName[] = HOOK_NAMES.filter((name) => carries(name, 'message'))

/**
 * Reports what each tap of a plugin does to each message, until the returned function is called.
 * Taps that are not traced have no overhead.
 */
export function traceTaps(
  host: Pick<PluginHost, 'interceptTaps'>,
  clock: Pick<Clock, 'now' | 'monotonic'>,
  report: (call: TapCall) => void,
): () => void {
  return host.interceptTaps(reportingInterceptor(clock, report))
}

function reportingInterceptor(
  clock: Pick<Clock, 'now' | 'monotonic'>,
  report: (call: TapCall) => void,
): TapInterceptor {
  const passages = new WeakMap<object, { readonly passage: number; order: number }>()
  let last = 0
  const placeOf = (subject: unknown): { readonly passage: number; order: number } => {
    const known = typeof subject === 'object' && subject !== null ? passages.get(subject) : undefined
    const place = known ?? { passage: ++last, order: 0 }
    if (known === undefined && typeof subject === 'object' && subject !== null) passages.set(subject, place)
    place.order++
    return place
  }
  return ({ hook, owner }, [subject], call) => {
    if (!isTraced(hook)) return call()
    const { passage, order } = placeOf(subject)
    const before = fieldsOf(hook, subject)
    const began = clock.monotonic()
    const end = (outcome: Pick<TapCall, 'verdict' | 'reason' | 'failed'>): void => {
      const took = clock.monotonic() - began
      report({
        passage,
        order,
        hook,
        plugin: owner.id,
        time: clock.now() - took,
        took,
        message: textOf(before.message),
        changes: changesBetween(before, fieldsOf(hook, subject)),
        ...outcome,
      })
    }
    const fail = (thrown: unknown): void => end({ failed: reasonOf(thrown) })
    try {
      const result = call()
      const promise = promiseIn(result)
      if (promise === undefined) end(verdictOf(result))
      else promise.then((settled) => end(verdictOf(settled)), fail)
      return result
    } catch (thrown) {
      fail(thrown)
      throw thrown
    }
  }
}

function isTraced(hook: string): hook is HookName {
  return isHookName(hook) && carries(hook, 'message')
}

/** A copy of the fields that a tap of this hook may change. */
function fieldsOf(hook: HookName, subject: unknown): Record<string, unknown> {
  const { kind, args } = HOOK_TABLE[hook]
  if (args[0] === 'message') return { message: copied(subject) }
  if (typeof subject !== 'object' || subject === null) return {}
  const message = 'message' in subject ? copied(subject.message) : undefined
  return kind === 'decides' && 'peer' in subject ? { message, peer: copied(subject.peer) } : { message }
}

function copied(value: unknown): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(stringifyMessage(value))
  } catch {
    return '(not JSON)'
  }
}

function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  try {
    return diff(before, after).map((change) => ({
      path: change.path.join('.'),
      ...('oldValue' in change && { before: change.oldValue }),
      ...('value' in change && { after: change.value }),
    }))
  } catch {
    // Nested too deeply to compare.
    return textOf(before) === textOf(after) ? [] : [{ path: 'message' }]
  }
}

function verdictOf(result: unknown): Pick<TapCall, 'verdict' | 'reason'> {
  const verdict = verdictKind(result)
  if (verdict === undefined || typeof result !== 'object' || result === null) return {}
  return 'reason' in result && typeof result.reason === 'string'
    ? { verdict, reason: result.reason }
    : { verdict }
}

function textOf(value: unknown): string {
  try {
    return stringifyMessage(value)
  } catch {
    return 'null'
  }
}
