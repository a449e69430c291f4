import { ClacksError } from 'clacks'
import type { StoredMessage } from '../archive.js'

/** Where a search goes on: behind this message. Opaque to whoever uses it. */
export type Cursor = string

/** The cursor behind a message. */
export function cursorBehind({ firstSeen, position }: Pick<StoredMessage, 'firstSeen' | 'position'>): Cursor {
  return Buffer.from(`${firstSeen}.${position}`).toString('base64url')
}

/** @throws ClacksError ERR_CLACKS_OPTION for what is no cursor */
export function readCursor(cursor: Cursor): Pick<StoredMessage, 'firstSeen' | 'position'> {
  const [, firstSeen, position] = /^(-?\d+)\.(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (firstSeen === undefined || position === undefined)
    throw new ClacksError('ERR_CLACKS_OPTION', `${JSON.stringify(cursor)} is no cursor of a search.`)
  return { firstSeen: Number(firstSeen), position: Number(position) }
}
