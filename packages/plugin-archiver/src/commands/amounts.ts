import { InvalidArgumentError } from 'commander'

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const BYTES: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** `90s`, `30m`, `12h`, `7d` in milliseconds. */
export function parseAge(text: string): number {
  return amount(text, /^(\d+(?:\.\d+)?)([smhd])$/, MILLISECONDS, 'an age such as 90s, 30m, 12h, 7d')
}

/** `500`, `10kB`, `1.5GB` in bytes. */
export function parseBytes(text: string): number {
  return amount(text, /^(\d+(?:\.\d+)?)([kMGT]B)?$/, BYTES, 'bytes such as 500, 10kB, 1.5GB')
}

/** A positive integer. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('Expected a positive integer.')
  return count
}

/** A date or time that `Date` parses (2026-01-31T12:00Z), in milliseconds since 1970. */
export function parseTime(text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Expected a date such as 2026-01-31 or 2026-01-31T12:00Z.')
  return time
}

/** Bytes in the largest suitable unit. */
export function bytesText(bytes: number): string {
  const [unit, factor] = Object.entries(BYTES).findLast(([, each]) => bytes >= each) ?? ['bytes', 1]
  return `${(bytes / factor).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`
}

/** A count with thousands separators. */
export function countText(count: number): string {
  return count.toLocaleString('en')
}

/** A count of messages: `1 message`, `2,500 messages`. */
export function messagesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'message' : 'messages'}`
}

function amount(
  text: string,
  form: RegExp,
  units: Readonly<Record<string, number>>,
  expected: string,
): number {
  const [, number, unit] = form.exec(text) ?? []
  if (number === undefined) throw new InvalidArgumentError(`Expected ${expected}.`)
  return Math.floor(Number(number) * (unit === undefined ? 1 : (units[unit] ?? 1)))
}
