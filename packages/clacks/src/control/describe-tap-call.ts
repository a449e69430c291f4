import { HOOK_TABLE, isHookName } from '../hooks/hook-table.js'
import type { FieldChange, TapCall } from '../plugins/trace.js'

/**
 * One line about what a tap did: its failure, its verdict, its changes, or the message it passed
 * on.
 */
export function describeTapCall({ hook, failed, verdict, reason, changes, message }: TapCall): string {
  const changed = changes.map(describe).join('; ')
  if (failed !== undefined) return `failed: ${failed}`
  if (verdict !== undefined)
    return [`${verdict}${reason === undefined ? '' : `: ${reason}`}`, changed].filter(Boolean).join('; ')
  if (changed !== '') return changed
  return `${isHookName(hook) && HOOK_TABLE[hook].kind === 'decides' ? 'passed on' : 'observed'} ${message}`
}

function describe({ path, before, after }: FieldChange): string {
  if (before === undefined && after === undefined) return `${path} changed`
  return `${path}: ${before === undefined ? '(none)' : JSON.stringify(before)} -> ${after === undefined ? '(none)' : JSON.stringify(after)}`
}
