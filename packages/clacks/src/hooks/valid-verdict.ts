import { type DepartureVerdict, type ReceptionVerdict, verdictKind } from './verdict.js'

/** Whether a value is a verdict that a tap of `received` may return, and complete. */
export function isReceptionVerdict(value: unknown): value is ReceptionVerdict {
  switch (verdictKind(value)) {
    case 'drop':
      return true
    case 'reject':
      return hasRefusal(value)
    case 'split':
      return (
        typeof value === 'object' && value !== null && 'messages' in value && Array.isArray(value.messages)
      )
    default:
      return false
  }
}

/** Whether a value is a verdict that a tap of `beforeSend` may return. */
export function isDepartureVerdict(value: unknown): value is DepartureVerdict {
  const kind = verdictKind(value)
  return kind === 'drop' || kind === 'hold'
}

function hasRefusal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false
  const { status } = value
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
}

/** Says what was returned in place of a verdict. */
export function misuse(value: unknown): string {
  const kind = verdictKind(value)
  if (kind === 'reject') return 'It returned reject() with a status outside of 400 to 599.'
  if (kind !== undefined) return `It returned ${kind}(), which this hook does not know, or not in full.`
  const shown =
    typeof value === 'object' && value !== null
      ? 'an object'
      : `${typeof value} ${String(value).slice(0, 80)}`
  return `It returned ${shown}, which is no verdict (an arrow function without braces returns its value).`
}
