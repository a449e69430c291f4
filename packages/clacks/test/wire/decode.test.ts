import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/wire/decode.js'
import { encodeAnnounce, encodeMessage } from '../../src/wire/encode.js'

const SENDER = '{"hostname":"tower","port":8080}'
const FRIEND = '{"hostname":"friend","port":8081}'
const read = (text: string) => decode(Buffer.from(text), { depth: 10_000, values: 10_000 })

describe('decode', () => {
  it('reads what encodeMessage writes, and keeps the text of the message', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (message, friend) => {
        const json = JSON.stringify(message)
        const payload = read(encodeMessage(json, { sender: SENDER, friend: friend ? FRIEND : undefined }))
        expect(payload.json).toBe(json)
        expect(JSON.stringify(payload.message)).toBe(json)
        expect(payload.sender).toEqual({ hostname: 'tower', port: 8080 })
        expect(payload.friend).toEqual(friend ? { hostname: 'friend', port: 8081 } : undefined)
      }),
    )
  })

  it('returns what JSON.parse returns, for any order of the fields', () => {
    const field = fc.constantFrom(
      '"message":{"a":1}',
      '"message":"x,\\"type\\":\\"y"',
      '"type":"message"',
      `"sender":${SENDER}`,
      `"friend":${FRIEND}`,
      '"xfer":[1]',
    )
    fc.assert(
      fc.property(fc.array(field, { maxLength: 7 }), (fields) => {
        const text = `{${fields.join(',')}}`
        const whole = JSON.parse(text)
        if (whole.type === undefined || whole.sender === undefined) {
          expect(() => read(text)).toThrow()
          return
        }
        const payload = read(text)
        expect(payload.message).toEqual(whole.message ?? null)
        expect(JSON.parse(payload.json)).toEqual(whole.message ?? null)
        expect(payload.friend).toEqual(whole.friend)
      }),
    )
  })

  it('keeps digits and the order of keys', () => {
    const json = '{"2":1.0,"1":12345678901234567890,"1":2}'
    expect(read(encodeMessage(json, { sender: SENDER })).json).toBe(json)
  })

  it('reads an announce', () => {
    expect(read(encodeAnnounce({ sender: SENDER, friend: FRIEND }))).toMatchObject({
      type: 'announce',
      friend: { hostname: 'friend' },
    })
  })

  it('reads no inherited field, and changes no prototype', () => {
    expect(() => read(`{"__proto__":{"type":"message","sender":${SENDER}}}`)).toThrow()
    expect(() =>
      read('{"message":1,"type":"message","sender":{"__proto__":{"hostname":"a","port":1}}}'),
    ).toThrow()
    const payload = read(encodeMessage('{"__proto__":{"polluted":true}}', { sender: SENDER }))
    expect(payload.json).toBe('{"__proto__":{"polluted":true}}')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('ignores an invalid friend', () => {
    for (const friend of [
      '1',
      '"x"',
      '{}',
      '{"hostname":"a b","port":1}',
      '{"hostname":"a","port":99999}',
      'null',
    ]) {
      expect(read(encodeMessage('1', { sender: SENDER, friend })).friend).toBeUndefined()
    }
  })

  const bad: [string, string][] = [
    ['nothing', ''],
    ['white space', '  '],
    ['a byte order mark', '\uFEFF{}'],
    ['not JSON', 'hello'],
    ['cut JSON', '{"message":1,"type":"message"'],
    ['null', 'null'],
    ['a number', '7'],
    ['an array', '[]'],
    ['a batch', `[{"message":1,"type":"message","sender":${SENDER}}]`],
    ['no type', `{"message":1,"sender":${SENDER}}`],
    ['an unknown type', `{"message":1,"type":"Message","sender":${SENDER}}`],
    ['a type that is not a string', `{"message":1,"type":["message"],"sender":${SENDER}}`],
    ['no sender', '{"message":1,"type":"message"}'],
    ...[
      'null',
      '1',
      '"tower:8080"',
      '[]',
      '{}',
      '{"hostname":"tower"}',
      '{"hostname":{},"port":1}',
      '{"hostname":"a","port":"080"}',
    ].map((sender): [string, string] => [
      `the sender ${sender}`,
      `{"message":1,"type":"message","sender":${sender}}`,
    ]),
  ]
  it.each(bad)('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_WIRE' }))
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(() => decode(Buffer.from([0x22, 0xff, 0x22]), { depth: 10, values: 10 })).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_WIRE' }),
    )
  })

  it('refuses a payload truncated anywhere', () => {
    const whole = encodeMessage('{"text":"GNU"}', { sender: SENDER, friend: FRIEND })
    for (let end = 0; end < whole.length; end++) expect(() => read(whole.slice(0, end))).toThrow()
  })

  it('refuses what is nested too deep, up to the exact limit', () => {
    const at = (levels: number) =>
      decode(Buffer.from(encodeMessage('['.repeat(levels) + ']'.repeat(levels), { sender: SENDER })), {
        depth: 64,
        values: 10_000,
      })
    expect(at(64).json).toHaveLength(128)
    expect(() => at(65)).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_MESSAGE_TOO_DEEP' }))
  })

  describe('refuses many values', () => {
    const many = `[${'0,'.repeat(100)}0]`
    const whole = encodeMessage('1', { sender: SENDER })
    const code = 'ERR_CLACKS_MESSAGE_TOO_MANY_VALUES'

    it.each([
      ['in the message', encodeMessage(many, { sender: SENDER })],
      ['in a field of the envelope', whole.replace(/}$/, `,"x":${many}}`)],
      ['in a body that is not JSON', `${many}}`],
    ])('%s, before they are parsed', (_, text) => {
      expect(() => decode(Buffer.from(text), { depth: 9, values: 10 })).toThrow(
        expect.objectContaining({ code }),
      )
      expect(() => decode(Buffer.from(`${text}\xff`, 'latin1'), { depth: 9, values: 10 })).toThrow(
        expect.objectContaining({ code }),
      )
    })

    it('but not those of the largest envelope', () => {
      const friends = Array.from({ length: 8 }, (_, index) => ({ hostname: `f${index}.example`, port: 80 }))
      const [sender, friend] = [JSON.parse(SENDER), JSON.parse(FRIEND)]
      const text = JSON.stringify({ message: 1, type: 'message', sender, friend, friends, waiting: 1.5 })
      expect(decode(Buffer.from(text), { depth: 1, values: 1 }).friends).toEqual(friends)
    })
  })
})
