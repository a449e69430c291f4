import { ClacksError } from 'clacks'
import type { StoredMessage } from '../archive.js'

/** The message after which a search continues, as an opaque text. */
export type Cursor = string

/** The cursor behind a message. */
export function cursorBehind({ firstSeen, position }: Pick<StoredMessage, 'firstSeen' | 'position'>): Cursor {
  return Buffer.from(`${firstSeen}.${position}`).toString('base64url')
}

/** @throws ClacksError ERR_CLACKS_OPTION if it is not a cursor */
export function readCursor(cursor: Cursor): Pick<StoredMessage, 'firstSeen' | 'position'> {
  const [, firstSeen, position] = /^(-?\d+)\.(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (firstSeen === undefined || position === undefined)
    throw new ClacksError('ERR_CLACKS_OPTION', `${JSON.stringify(cursor)} is not a cursor of a search.`)
  return { firstSeen: Number(firstSeen), position: Number(position) }
}
