import { ClacksError } from '../errors.js'

/**
 * A duration: milliseconds, or a number with a unit such as `'500ms'`, `'10s'`, `'2m'` or `'1h'`.
 */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const WRITTEN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/

/**
 * A duration in milliseconds.
 * @throws ClacksError ERR_CLACKS_OPTION if it is invalid or negative
 */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0) return duration
  const [, amount, unit] = WRITTEN.exec(String(duration)) ?? []
  const factor = MILLISECONDS[unit ?? '']
  if (typeof duration === 'string' && amount !== undefined && factor !== undefined)
    return Number(amount) * factor
  const expected = "milliseconds (0 or more) or a string such as '500ms', '10s', '2m', '1h'"
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `${JSON.stringify(duration)} is not a duration; expected ${expected}.`,
  )
}
