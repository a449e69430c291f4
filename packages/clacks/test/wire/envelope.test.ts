import { describe, expect, it } from 'vitest'
import { readEnvelope } from '../../src/wire/envelope.js'

const TEXT =
  '"type":"message","sender":{"hostname":"Tower","port":"80"},"friend":{"hostname":"mill","port":81}}'

describe('an envelope', () => {
  it('is parsed', () => {
    expect(readEnvelope(TEXT)).toEqual({
      type: 'message',
      sender: { hostname: 'tower', port: 80 },
      friend: { hostname: 'mill', port: 81 },
    })
  })

  it('is parsed once, shared and frozen', () => {
    const envelope = readEnvelope(TEXT)
    expect(readEnvelope(`${TEXT.slice(0, 20)}${TEXT.slice(20)}`)).toBe(envelope)
    expect(Object.isFrozen(envelope?.sender)).toBe(true)
    expect(Object.isFrozen(envelope?.friend)).toBe(true)
  })

  it.each([
    ['no JSON', '"type":"message",'],
    ['with a message of its own', `"message":1,${TEXT}`],
  ])('that is %s is none, the second time too', (_, text) => {
    for (let time = 0; time < 2; time++) expect(readEnvelope(text)).toBeUndefined()
  })

  it.each([
    ['another type', TEXT.replace('message', 'letter')],
    ['no sender', TEXT.replace('sender', 'from')],
    ['a sender of a prototype', `"type":"message","__proto__":{"sender":{"hostname":"a","port":1}}}`],
  ])('with %s is refused, the second time too', (_, text) => {
    for (let time = 0; time < 2; time++)
      expect(() => readEnvelope(text)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_WIRE' }))
  })
})
