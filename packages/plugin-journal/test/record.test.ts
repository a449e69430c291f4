import type { QueuedText } from 'clacks'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRecord, encodeRecord, type JournalRecord } from '../src/record.js'

const message = fc
  .record({ transfer: fc.stringMatching(/^[\w.-]{1,40}$/), value: fc.jsonValue() })
  .map(({ transfer, value }): QueuedText => {
    const json = JSON.stringify(value)
    return { transfer, json, bytes: Buffer.byteLength(json), sender: undefined }
  })
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    kind: fc.constant('messages' as const),
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('removals' as const),
    transfers: fc.array(fc.stringMatching(/^[\w.-]{1,40}$/), { minLength: 1, maxLength: 64 }),
  }),
  fc.record({ kind: fc.constant('head' as const), version: fc.nat(65_535), isBase: fc.boolean() }),
)

describe('a record', () => {
  it('is decoded as encoded, at any position', () => {
    fc.assert(
      fc.property(anyRecord, fc.uint8Array({ maxLength: 20 }), (record, before) => {
        const bytes = encodeRecord(record)
        const decoded = decodeRecord(Buffer.concat([before, bytes, Buffer.from('after')]), before.length)
        expect(decoded).toEqual({ record, length: bytes.length })
      }),
    )
  })

  it('is not decoded with a flipped bit or without its end', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const bytes = encodeRecord(record)
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const flipped = Buffer.from(bytes)
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          if (decodeRecord(flipped, 0) !== undefined) throw new Error(`flipped bit ${bit} goes unnoticed`)
        }
        for (let size = 0; size < bytes.length; size++) {
          if (decodeRecord(bytes.subarray(0, size), 0) !== undefined)
            throw new Error(`truncation at ${size} goes unnoticed`)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is not found inside the text of a message', () => {
    const inner = encodeRecord({ kind: 'removals', transfers: ['x.1'] }).toString('latin1')
    const json = JSON.stringify(inner)
    const messages = [{ transfer: 'x.1', json, bytes: Buffer.byteLength(json), sender: undefined }]
    const bytes = encodeRecord({ kind: 'messages', messages })
    for (let at = 1; at < bytes.length; at++) expect(decodeRecord(bytes, at)).toBeUndefined()
  })
})
