import { createPrivateKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, isSignatureOf, partsOf, publicKeyText, signMessage } from '../src/signature.js'

/** The key of RFC 8032, section 7.1, test 1. */
const KEY = createPrivateKey({
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString(
      'base64url',
    ),
    x: Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
      'base64url',
    ),
  },
  format: 'jwk',
})
const PUBLIC = publicKeyText(KEY)

/** A message as a node passes it on. */
const passedOn = (message: unknown): unknown => JSON.parse(JSON.stringify(message))

function verified(message: unknown): boolean | string {
  const parts = partsOf(message)
  if (typeof parts === 'string') return parts
  const bytes = bytesOf(parts.content)
  return bytes !== undefined && isSignatureOf(bytes, parts.signature)
}

describe('a signature', () => {
  it('follows RFC 8032: the same key and content always give the same bytes', () => {
    expect(PUBLIC).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')
    expect(signMessage({ text: 'GNU', author: 'moist' }, KEY, PUBLIC)).toMatchInlineSnapshot(`
      {
        "author": "moist",
        "ed25519": {
          "key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
          "signature": "QfAQv6YH7qovJWZSWKR3ZrCO4XwKN8qwlPrzs1EpbNTv6f1qNsW3r86WpPVoMG_K1VxBhsGsqRP21PVnUVKLCQ",
        },
        "text": "GNU",
      }
    `)
  })

  it('is valid for every JSON value, in any order of keys, after any number of hops', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain: unknown = passedOn(value)
        const signed = signMessage(plain, KEY, PUBLIC)
        expect(verified(passedOn(passedOn(signed)))).toBe(true)
        const reversed = Object.fromEntries(Object.entries(signed).reverse())
        expect(verified(reversed)).toBe(true)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('is not valid if a value, a key or a field changes', () => {
    const signed = signMessage({ text: 'wheat', price: 7, at: { mill: true } }, KEY, PUBLIC)
    expect(verified({ ...signed, price: 8 })).toBe(false)
    expect(verified({ ...signed, text: 'wheat ' })).toBe(false)
    expect(verified({ ...signed, at: { mill: 1 } })).toBe(false)
    expect(verified({ ...signed, more: null })).toBe(false)
    const { price: _, ...less } = { price: 0, ...signed }
    expect(verified(less)).toBe(false)
  })

  it('covers a value that is not an object by wrapping it', () => {
    const signed = signMessage(['a', 1], KEY, PUBLIC)
    expect(signed).toMatchObject({ signed: ['a', 1] })
    expect(verified(signed)).toBe(true)
  })

  it('replaces an existing one', () => {
    const once = signMessage({ text: 'GNU' }, KEY, PUBLIC)
    expect(signMessage(once, KEY, PUBLIC)).toEqual(once)
  })

  it('cannot be made without a canonical form', () => {
    let deep: unknown = 1
    for (let level = 0; level < 600; level++) deep = [deep]
    expect(() => signMessage({ deep }, KEY, PUBLIC)).toThrow(TypeError)
    expect(() => signMessage({ text: '\ud800' }, KEY, PUBLIC)).toThrow('a lone surrogate')
    expect(() => signMessage({ big: 1n }, KEY, PUBLIC)).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_MESSAGE_NOT_JSON' }),
    )
  })

  const good = signMessage({ text: 'GNU' }, KEY, PUBLIC) as { ed25519: { key: string; signature: string } }
  const { key, signature } = good.ed25519
  it.each([
    ['a text', 'signed'],
    ['null', null],
    ['a list', [key, signature]],
    ['nothing in it', {}],
    ['half of it', { key }],
    ['more in it', { key, signature, more: 1 }],
    ['numbers', { key: 7, signature: 7 }],
    ['a short key', { key: key.slice(1), signature }],
    ['a huge key', { key: key.repeat(100_000), signature }],
    ['other base64', { key: `${key.slice(0, 42)}=`, signature }],
    ['spare bits', { key, signature: `${signature.slice(0, 85)}B` }],
  ])('with %s in its field is malformed', (_name, ed25519) => {
    expect(verified({ text: 'GNU', ed25519 })).toBe('malformed')
  })

  it('is not valid if its key is not on the curve', () => {
    const none = Buffer.alloc(32, 0xff).toString('base64url')
    expect(verified({ text: 'GNU', ed25519: { key: none, signature } })).toBe(false)
  })

  it('is missing unless the field is an own property of the message', () => {
    expect(verified({ text: 'GNU' })).toBe('unsigned')
    expect(verified('GNU')).toBe('unsigned')
    expect(verified(null)).toBe('unsigned')
    expect(verified([good])).toBe('unsigned')
    expect(verified(Object.create(good))).toBe('unsigned')
  })

  it('of a message with a field __proto__ covers that field', () => {
    const signed = signMessage(JSON.parse('{"text":"GNU","__proto__":{"admin":true}}'), KEY, PUBLIC)
    const text = JSON.stringify(signed)
    expect(verified(JSON.parse(text))).toBe(true)
    expect(verified(JSON.parse(text.replace('true', 'false')))).toBe(false)
  })
})
