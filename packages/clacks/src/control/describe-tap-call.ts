import type { FieldChange, TapCall } from '../plugins/trace.js'

/** Hooks whose taps decide; those of others only see. */
const DECIDING: ReadonlySet<string> = new Set(['received', 'beforeSend'])

/** In one line what a tap did: its failure, its verdict, what it changed, or the message that it let pass. */
export function describeTapCall({ hook, failed, verdict, reason, changes, message }: TapCall): string {
  const changed = changes.map(describe).join('; ')
  if (failed !== undefined) return `failed: ${failed}`
  if (verdict !== undefined)
    return [`${verdict}${reason === undefined ? '' : `: ${reason}`}`, changed].filter(Boolean).join('; ')
  if (changed !== '') return changed
  return `${DECIDING.has(hook) ? 'passed on' : 'saw'} ${message}`
}

function describe({ path, before, after }: FieldChange): string {
  if (before === undefined && after === undefined) return `${path} changed`
  return `${path}: ${before === undefined ? '(none)' : JSON.stringify(before)} -> ${after === undefined ? '(none)' : JSON.stringify(after)}`
}
