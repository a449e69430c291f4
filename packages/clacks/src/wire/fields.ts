import type { Address } from '../address.js'
import { parseAddress } from '../address.js'

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Only own properties, nothing from a prototype. */
export function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** `{ hostname, port }`; undefined if it is not valid. Frozen: it is shared. */
export function readAddress(value: unknown): Address | undefined {
  if (!isRecord(value)) return undefined
  return parseAddress(own(value, 'hostname'), own(value, 'port'))
}
