import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repairTruncated } from '../../src/wire/repair.js'

const UNKNOWN = { hostname: '192.0.2.1', port: 0 }

/** As a legacy peer sends it: the length in characters, the content in UTF-8 bytes. */
function cutShort(message: unknown, friend: boolean): Buffer {
  const sender = { hostname: 'tower', port: 8080 }
  const body = JSON.stringify({ message, type: 'message', sender, ...(friend ? { friend: sender } : {}) })
  return Buffer.from(body).subarray(0, body.length)
}

describe('repairTruncated', () => {
  it('repairs a short message and keeps its sender', () => {
    expect(repairTruncated(cutShort('café', false), UNKNOWN)?.payload).toMatchObject({
      message: 'café',
      json: '"café"',
      sender: { hostname: 'tower', port: 8080 },
    })
  })

  it('repairs a message whose sender was truncated', () => {
    expect(repairTruncated(cutShort('日本語'.repeat(4), false), UNKNOWN)?.payload).toMatchObject({
      message: '日本語'.repeat(4),
      sender: UNKNOWN,
    })
  })

  it.each(['a\\q', 'a\u0001'])('does not know a sender whose host name is not JSON: %j', (hostname) => {
    const body = `{"message":"é","type":"message","sender":{"hostname":"${hostname}","port":1}}`
    expect(repairTruncated(Buffer.from(body).subarray(0, body.length), UNKNOWN)?.payload?.sender).toBe(
      UNKNOWN,
    )
  })

  it('never invents content: the repaired message is the one that was sent', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.boolean(), (message, friend) => {
        const payload = repairTruncated(cutShort(message, friend), UNKNOWN)?.payload
        if (payload !== undefined) expect(JSON.stringify(payload.message)).toBe(JSON.stringify(message))
      }),
    )
  })

  it('reports if the message itself was truncated', () => {
    expect(repairTruncated(cutShort('日'.repeat(400), false), UNKNOWN)).toEqual({ payload: undefined })
  })

  it.each(['', 'null', 'hello', 'héllo', '{"message":1', '[1]'])('leaves %j alone', (text) => {
    expect(repairTruncated(Buffer.from(text), UNKNOWN)).toBeUndefined()
  })
})
