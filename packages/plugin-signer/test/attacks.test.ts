import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Pins } from '../src/pins.js'
import { partsOf } from '../src/signature.js'
import { Signer } from '../src/signatures.js'
import { temporaryFolder } from './temporary-folder.js'

function createSigner(): Signer {
  const pins = new Pins({ fixed: {}, trustFirst: true, maxSeen: 5 })
  return new Signer({ privateKey: generateKeyPairSync('ed25519').privateKey, pins, authorField: 'author' })
}

it('distinguishes a number beyond the range of JSON from the null that it becomes, in either order', () => {
  for (const order of ['null first', 'number first']) {
    const signer = createSigner()
    const signed = signer.sign({ price: null })
    const huge: unknown = JSON.parse(JSON.stringify(signed).replace('"price":null', '"price":1e999'))
    const states = (order === 'null first' ? [signed, huge] : [huge, signed]).map(
      (m) => signer.state(m).state,
    )
    expect(states).toEqual(order === 'null first' ? ['valid', 'invalid'] : ['invalid', 'valid'])
  }
})

/** The points of small order, encoded; the last two not in canonical form. */
const SMALL = [
  '00'.repeat(32),
  `${'00'.repeat(31)}80`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
].map((hex) => Buffer.from(hex, 'hex'))

it('refuses keys of small order, for which one signature is valid for any content', () => {
  const signer = createSigner()
  for (const key of SMALL) {
    for (const point of SMALL) {
      const signature = Buffer.concat([point, Buffer.alloc(32)]).toString('base64url')
      for (let price = 0; price < 20; price++) {
        const message = { price, ed25519: { key: key.toString('base64url'), signature } }
        expect(partsOf(message)).toBeTypeOf('object')
        expect(signer.state(message).state).toBe('invalid')
      }
    }
  }
})

it('creates the folder of the pin file', async () => {
  const file = join(await temporaryFolder(), 'not', 'there', 'authors.json')
  const pins = new Pins({ fixed: {}, trustFirst: true, maxSeen: 5 })
  pins.see('moist', 'A'.repeat(43))
  await pins.save(file)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ moist: 'A'.repeat(43) })
})

it('is not valid for a text that says more than what was signed', () => {
  const signer = createSigner()
  const signed = signer.sign({ amount: 9007199254740992, text: 'good' })
  const json = JSON.stringify(signed)
  const stateOf = (text: string) => signer.state(JSON.parse(text), text)
  expect(stateOf(json).state).toBe('valid')
  expect(
    stateOf(json.replace('{"amount":9007199254740992,', '{ "amount" : 9007199254740992.0, ')).state,
  ).toBe('valid')
  expect(stateOf(json.replace('740992', '740993')).reason).toBe(
    'no signature covers its text: message.amount: is 9007199254740993, which no double has',
  )
  expect(stateOf(json.replace('"text":"good"', '"text":"evil","text":"good"')).reason).toBe(
    'no signature covers its text: message.text: occurs twice',
  )
})
