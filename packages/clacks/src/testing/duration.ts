import { ClacksError } from '../errors.js'

/** A span of time: milliseconds, or a number with a unit, as in `'500ms'`, `'10s'`, `'2m'`, `'1h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const WRITTEN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/

/** A duration in milliseconds. @throws ClacksError ERR_CLACKS_OPTION for what is none, and for negative ones */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number' && duration >= 0) return duration
  const [, amount, unit] = WRITTEN.exec(String(duration)) ?? []
  const factor = MILLISECONDS[unit ?? '']
  if (typeof duration === 'string' && amount !== undefined && factor !== undefined)
    return Number(amount) * factor
  const expected = "milliseconds from 0 on, or a text such as '500ms', '10s', '2m', '1h'"
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `${JSON.stringify(duration)} is no duration; expected ${expected}.`,
  )
}
