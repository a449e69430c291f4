import { type DepartureVerdict, type ReceptionVerdict, verdictKind } from './verdict.js'

/** Whether a value is a complete verdict that a tap of `received` may return. */
export function isReceptionVerdict(value: unknown): value is ReceptionVerdict {
  switch (verdictKind(value)) {
    case 'drop':
      return true
    case 'reject':
      return hasErrorStatus(value)
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

function hasErrorStatus(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('status' in value)) return false
  const { status } = value
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
}

/** Describes a returned value that is not a valid verdict. */
export function describeInvalidVerdict(value: unknown): string {
  const kind = verdictKind(value)
  if (kind === 'reject') return 'It returned reject() with a status outside the range 400 to 599.'
  if (kind !== undefined)
    return `It returned ${kind}(), which this hook does not support, or which is incomplete.`
  const shown =
    typeof value === 'object' && value !== null
      ? 'an object'
      : `${typeof value} ${String(value).slice(0, 80)}`
  return `It returned ${shown}, which is not a verdict (an arrow function without braces returns its value).`
}
