import { crc32 } from 'node:zlib'
import type { QueuedText } from 'clacks'

/** One entry of a journal. */
export type JournalRecord =
  /** The first record of a file. `isBase`: all earlier files are obsolete. */
  | { readonly kind: 'head'; readonly version: number; readonly isBase: boolean }
  /** Messages that entered the queue together, and so have the same sender. */
  | { readonly kind: 'messages'; readonly messages: readonly QueuedText[] }
  /** Messages that left the queue, and whose text is still needed. */
  | { readonly kind: 'left'; readonly transfers: readonly string[] }
  /** Messages whose text is not needed any more. */
  | { readonly kind: 'removals'; readonly transfers: readonly string[] }

/** The format version that this code writes. Files of later versions are refused. */
export const VERSION = 1

/*
 * marker (4) | CRC-32 of the rest (4) | length of the body (4) | kind (1) | body
 *
 * Numbers are little-endian. The marker contains a byte that never occurs in UTF-8, so that the
 * text of a message cannot look like a record.
 */
/** The first bytes of a record. */
export const MARKER = Buffer.from([0xff, 0x43, 0x4a, 0xff])
const CRC_AT = 4
const LENGTH_AT = 8
const KIND_AT = 12
const BODY_AT = 13

/** Messages of a peer have its address before them. */
const KINDS = { head: 1, messages: 2, removals: 3, left: 4, received: 5 } as const

/** The bytes of a record. */
export function encodeRecord(record: JournalRecord): Buffer {
  const bytes = Buffer.allocUnsafe(BODY_AT + bodyBytes(record))
  MARKER.copy(bytes)
  bytes.writeUInt32LE(bytes.length - BODY_AT, LENGTH_AT)
  bytes[KIND_AT] = KINDS[senderOf(record) === undefined ? record.kind : 'received']
  writeBody(record, bytes)
  bytes.writeUInt32LE(crc32(bytes.subarray(LENGTH_AT)), CRC_AT)
  return bytes
}

/** The record at this position and its length; undefined if there is no complete record. */
export function decodeRecord(
  bytes: Buffer,
  at: number,
): { readonly record: JournalRecord; readonly length: number } | undefined {
  if (at + BODY_AT > bytes.length || bytes.compare(MARKER, 0, CRC_AT, at, at + CRC_AT) !== 0) return undefined
  const end = at + BODY_AT + bytes.readUInt32LE(at + LENGTH_AT)
  if (end > bytes.length) return undefined
  if (crc32(bytes.subarray(at + LENGTH_AT, end)) !== bytes.readUInt32LE(at + CRC_AT)) return undefined
  const record = readBody(bytes[at + KIND_AT] ?? 0, bytes.subarray(at + BODY_AT, end))
  return record && { record, length: end - at }
}

function bodyBytes(record: JournalRecord): number {
  switch (record.kind) {
    case 'head':
      return 3
    case 'messages': {
      const sender = senderOf(record)
      return record.messages.reduce(
        (sum, { transfer, bytes }) => sum + 2 + transfer.length + 4 + bytes,
        sender === undefined ? 0 : 2 + sender.length,
      )
    }
    case 'left':
    case 'removals':
      return record.transfers.reduce((sum, transfer) => sum + 2 + transfer.length, 0)
  }
}

function writeBody(record: JournalRecord, bytes: Buffer): void {
  let at = BODY_AT
  const name = (transfer: string): void => {
    at = bytes.writeUInt16LE(transfer.length, at)
    at += bytes.write(transfer, at, 'latin1')
  }
  switch (record.kind) {
    case 'head':
      at = bytes.writeUInt16LE(record.version, at)
      bytes.writeUInt8(record.isBase ? 1 : 0, at)
      return
    case 'messages': {
      const sender = senderOf(record)
      if (sender !== undefined) name(sender)
      for (const message of record.messages) {
        name(message.transfer)
        at = bytes.writeUInt32LE(message.bytes, at)
        at += bytes.write(message.json, at, 'utf8')
      }
      return
    }
    case 'left':
    case 'removals':
      for (const transfer of record.transfers) name(transfer)
  }
}

/** Undefined for an unknown kind. The CRC shows that the bytes are those that were written. */
function readBody(kind: number, body: Buffer): JournalRecord | undefined {
  let at = 0
  const name = (): string => {
    const begin = at + 2
    at = begin + body.readUInt16LE(at)
    return body.toString('latin1', begin, at)
  }
  switch (kind) {
    case KINDS.head:
      return { kind: 'head', version: body.readUInt16LE(0), isBase: body[2] === 1 }
    case KINDS.messages:
    case KINDS.received: {
      const messages: QueuedText[] = []
      const sender = kind === KINDS.received ? addressIn(name()) : undefined
      while (at < body.length) {
        const transfer = name()
        const bytes = body.readUInt32LE(at)
        at += 4 + bytes
        messages.push({ transfer, bytes, sender, json: body.toString('utf8', at - bytes, at) })
      }
      return { kind: 'messages', messages }
    }
    case KINDS.left:
    case KINDS.removals: {
      const transfers: string[] = []
      while (at < body.length) transfers.push(name())
      return { kind: kind === KINDS.left ? 'left' : 'removals', transfers }
    }
    default:
      return undefined
  }
}

/** The sender of the messages of a record, as text: `host port`. */
function senderOf(record: JournalRecord): string | undefined {
  const sender = record.kind === 'messages' ? record.messages[0]?.sender : undefined
  return sender && `${sender.hostname} ${sender.port}`
}

function addressIn(text: string): QueuedText['sender'] {
  const [hostname = '', port] = text.split(' ')
  return { hostname, port: Number(port) }
}
