import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBatch, encodeBatch, isBatchType } from '../../src/wire/batch.js'
import { nameOfBatch, numbersIn } from '../../src/wire/batch-names.js'
import { encodeRefused, refusedIn } from '../../src/wire/refused.js'

const SENDER = { hostname: 'tower', port: 80 }
const envelope = { sender: JSON.stringify(SENDER) }

describe('a batch', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { minLength: 1, maxLength: 20 }), (texts) => {
        const body = Buffer.from(encodeBatch(texts, 'run:1,2', envelope))
        expect(decodeBatch(body, 20)).toMatchObject({ sender: SENDER, lines: texts, transfer: 'run:1,2' })
      }),
    )
  })

  it('has its envelope in the first line, as docs/wire.md shows it', () => {
    const waiting = { ...envelope, friends: ['{"hostname":"b","port":1}'], waiting: 60 }
    expect(encodeBatch(['1', '"é"'], 'run:1z,20', waiting)).toBe(
      '{"type":"batch","sender":{"hostname":"tower","port":80},"friends":[{"hostname":"b","port":1}],"waiting":60,"transfer":"run:1z,20"}\n1\n"é"\n',
    )
  })

  it('of as many messages as the limit is read, with or without a last line break', () => {
    const body = encodeBatch(['1', '2'], 'x', envelope)
    for (const text of [body, body.trimEnd()]) {
      expect(decodeBatch(Buffer.from(text), 2)?.lines).toEqual(['1', '2'])
      expect(decodeBatch(Buffer.from(text), 1)).toBeUndefined()
    }
  })

  it('has a type of its own', () => {
    expect(['application/x-ndjson', 'application/x-ndjson; charset=utf-8'].every(isBatchType)).toBe(true)
    expect([undefined, '', 'application/json', 'text/x-ndjson'].some(isBatchType)).toBe(false)
  })
})

describe('the name of a batch', () => {
  it('lists its numbers', () => {
    const names = { prefix: 'run', numbers: ['1z', '20'] }
    expect([nameOfBatch(names), numbersIn('run:1z,20'), numbersIn('run.1z')]).toEqual([
      'run:1z,20',
      names,
      undefined,
    ])
  })
})

describe('the refusals in an answer', () => {
  it('are read as they were written', () => {
    const refused = [
      { at: 0, status: 422, reason: 'no', retryAfter: undefined },
      { at: 2, status: 503, reason: undefined, retryAfter: 1 },
    ]
    expect([...(refusedIn(encodeRefused(refused), 3)?.values() ?? [])]).toEqual(refused)
  })

  it('are all there, however long their reasons are: a sender reads 64 KiB', () => {
    const refused = Array.from({ length: 1_000 }, (_, at) => ({
      at,
      status: 422,
      reason: '\u0001'.repeat(500),
    }))
    const text = encodeRefused(refused)
    expect(Buffer.byteLength(text)).toBeLessThan(65_536)
    expect(refusedIn(text, 1_000)?.size).toBe(1_000)
  })

  it('are at most as many as there are messages', () => {
    const entries = Array.from({ length: 100_000 }, (_, at) => ({ at: at % 3, status: 422 }))
    expect(refusedIn(JSON.stringify({ refused: entries }), 2)?.size).toBe(2)
  })
})
