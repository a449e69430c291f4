import { generateKeyPairSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Clacks } from 'clacks'
import { createNetwork } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import { type SignerOptions, signer } from '../src/index.js'
import { Pins } from '../src/pins.js'
import { Signer } from '../src/signatures.js'
import { temporaryFolder } from './temporary-folder.js'

/** A signs; b has the options that are tested; both know each other only. */
async function pair(options: SignerOptions = {}, signing: SignerOptions = {}) {
  const folder = await temporaryFolder()
  const network = await createNetwork({
    nodes: ['a', 'b'],
    patient: true,
    plugins: (name) => [signer(name === 'a' ? { key: join(folder, 'key.pem'), ...signing } : options)],
    options: (name) => ({ sendrate: name === 'a' ? 10 : 0 }),
  })
  const signatures = (name: string) => {
    const service = network.node(name).service('signatures')
    if (service === undefined) throw new Error('nobody signs')
    return service
  }
  return { network, folder, a: signatures('a'), b: signatures('b') }
}

describe('what arrives', () => {
  it('is valid where its signature is; its author is the key, and the name once that is pinned', async () => {
    const { network, a, b } = await pair()
    await using _ = network
    const anonymous = a.sign({ text: 'GNU' })
    const named = a.sign({ author: 'moist', text: 'GNU' })
    expect(b.state(anonymous)).toEqual({ state: 'valid', author: a.key })
    expect(b.state(named)).toEqual({ state: 'valid', author: a.key })
    network.node('a').enqueue(named)
    await network.advance('1s')
    expect(b.state(network.node('b').peek()[0])).toEqual({ state: 'valid', author: 'moist' })
    expect(b.pins()).toEqual({ moist: a.key })
  })

  it.each([['a'.repeat(201)], ['😀'.repeat(201)], [{ name: 'moist' }], [null], [7]])(
    'is invalid where its author field holds no name: %j',
    async (author) => {
      const { network, a, b } = await pair()
      await using _ = network
      const message = a.sign({ author, text: 'GNU' })
      const reason = 'its field author is no text of at most 200 characters'
      expect(b.state(message)).toEqual({ state: 'invalid', reason })
      expect(b.state({ author, text: 'GNU' })).toEqual({ state: 'unsigned' })
      network.node('a').enqueue(message)
      await network.advance('1s')
      expect(b.pins()).toEqual({})
      expect(network.node('b').peek()).toEqual([])
    },
  )

  it('may have a name that takes two units a character', async () => {
    const name = '😀'.repeat(200)
    const { network, a } = await pair()
    await using _ = network
    const pins = new Pins({ fixed: { [name]: a.key ?? '' }, trustFirst: false, most: 0 })
    const verifier = new Signer({ privateKey: undefined, pins, authorField: 'author' })
    expect(verifier.state(a.sign({ author: name }))).toEqual({ state: 'valid', author: name })
  })

  it('keeps all pins of earlier runs, also where fewer are taken now', () => {
    const seen = Object.fromEntries(['1', '2', 'moist'].map((name) => [name, 'A'.repeat(43)]))
    const pins = new Pins({ fixed: {}, trustFirst: true, most: 1 }, seen)
    pins.see('new', 'A'.repeat(43))
    expect(Object.keys(pins.all())).toEqual(['1', '2', 'moist'])
  })

  it('has the key that the options pin, whatever was seen first', async () => {
    const folder = await temporaryFolder()
    const pinFile = join(folder, 'pins.json')
    const former = await pair({ pinFile })
    former.network.node('a').enqueue(former.a.sign({ author: 'moist' }))
    await former.network.advance('2s')
    await former.network.stop()
    expect(JSON.parse(await readFile(pinFile, 'utf8'))).toEqual({ moist: former.a.key })

    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const key = publicKey.export({ format: 'jwk' }).x ?? ''
    const { network, b } = await pair({ pinFile, pins: { moist: key } })
    await using _ = network
    const parts = {
      privateKey,
      pins: new Pins({ fixed: {}, trustFirst: true, most: 0 }),
      authorField: 'author',
    }
    expect(b.state(new Signer(parts).sign({ author: 'moist' }))).toEqual({ state: 'valid', author: 'moist' })
    expect(b.state(former.a.sign({ author: 'moist' })).state).toBe('invalid')
  })

  it.each([
    ['mark', ['b'], 0],
    ['drop', [], 1],
    ['reject', ['a'], 0],
  ] as const)('and is wrong: %s', async (invalid, where, discarded) => {
    const { network, a } = await pair({ invalid })
    await using _ = network
    const forged = { ...a.sign({ text: 'GNU' }), text: 'UNG' }
    network.node('a').enqueue(forged)
    await network.advance('5s')
    const { queued, departing } = network.locate(forged)
    expect([...queued, ...departing]).toEqual(where)
    expect(network.node('b').statistics().discarded).toBe(discarded)
  })

  it.each([
    ['mark', ['b']],
    ['drop', []],
    ['reject', ['a']],
  ] as const)('and is not signed: %s', async (unsigned, where) => {
    const { network } = await pair({ unsigned })
    await using _ = network
    network.node('a').enqueue('GNU')
    await network.advance('5s')
    const { queued, departing } = network.locate('GNU')
    expect([...queued, ...departing]).toEqual(where)
  })
})

describe('an author', () => {
  /** What b says of messages that a and another key sign, in this order of arrival. */
  async function afterFirst(options: SignerOptions) {
    const { network, a, b } = await pair({ invalid: 'mark', ...options })
    await using _ = network
    const { privateKey } = generateKeyPairSync('ed25519')
    const pins = new Pins({ fixed: {}, trustFirst: true, most: 0 })
    const stranger = new Signer({ privateKey, pins, authorField: 'author' })
    network.node('a').enqueue(a.sign({ author: 'moist', text: 'first' }))
    await network.advance('1s')
    return {
      again: b.state(a.sign({ author: 'moist', text: 'again' })),
      other: b.state(stranger.sign({ author: 'moist', text: 'again' })),
      unsigned: b.state({ author: 'moist', text: 'again' }),
      elsewhere: b.state(stranger.sign({ author: 'adora', text: 'again' })),
    }
  }

  it('is known by the first key; nobody else may use the name, nor leave the signature off', async () => {
    expect(await afterFirst({})).toEqual({
      again: { state: 'valid', author: 'moist' },
      other: { state: 'invalid', reason: '"moist" signs with another key' },
      unsigned: { state: 'invalid', reason: 'it is not signed, and "moist" signs' },
      elsewhere: { state: 'valid', author: expect.stringMatching(/^[\w-]{43}$/) },
    })
  })

  it('is who the options say, whoever comes first', async () => {
    const { again, unsigned } = await afterFirst({ pins: { moist: 'A'.repeat(43) } })
    expect(again).toEqual({ state: 'invalid', reason: '"moist" signs with another key' })
    expect(unsigned.state).toBe('invalid')
  })

  it('without a pin is nobody where first keys are not trusted', async () => {
    const { again, unsigned } = await afterFirst({ trustFirst: false })
    expect(again).toEqual({ state: 'invalid', reason: 'no key is pinned for "moist"' })
    expect(unsigned).toEqual({ state: 'unsigned' })
  })

  it('beyond the bound is told by the key', async () => {
    const { again, other } = await afterFirst({ maxPins: 0 })
    expect([again.state, other.state]).toEqual(['valid', 'valid'])
    expect(again.author).toMatch(/^[\w-]{43}$/)
  })

  it('is remembered in the file', async () => {
    const folder = await temporaryFolder()
    const pinFile = join(folder, 'pins.json')
    const { network, a } = await pair({ pinFile })
    await using _ = network
    network.node('a').enqueue(a.sign({ author: 'moist' }))
    await network.advance('1s')
    await network.stop()
    expect(JSON.parse(await readFile(pinFile, 'utf8'))).toEqual({ moist: a.key })
    await using later = new Clacks({ port: 0, listen: { host: '127.0.0.1' }, plugins: [signer({ pinFile })] })
    await later.start()
    expect(later.service('signatures')?.pins()).toEqual({ moist: a.key })
  })

  it.each(['{', '[]', '{"moist":7}', '{"moist":"short"}'])(
    'is not forgotten where the file holds %s',
    async (text) => {
      const pinFile = join(await temporaryFolder(), 'pins.json')
      await writeFile(pinFile, text)
      const node = new Clacks({ port: 0, plugins: [signer({ pinFile })] })
      await expect(node.start()).rejects.toThrow('The pins of authors in')
    },
  )
})

it('a node without a key says how to get one', async () => {
  const { network, b } = await pair()
  await using _ = network
  expect(b.key).toBeUndefined()
  expect(() => b.sign('GNU')).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_SIGNING_KEY' }))
})

it('two of them on a node have a service each', async () => {
  await using network = await createNetwork({
    nodes: 1,
    plugins: () => [signer(), signer({}, { id: 'strict' })],
  })
  expect(network.node(0).service('signatures')).toBeDefined()
  expect(network.node(0).service('signatures:strict')).toBeDefined()
})

it('begins paths at the folder of the node', async () => {
  const folder = await temporaryFolder()
  await using network = await createNetwork({
    nodes: ['a'],
    patient: true,
    options: { folder },
    plugins: () => [signer({ key: 'key.pem', pinFile: 'authors/pins.json' })],
  })
  const signatures = network.node('a').service('signatures')
  expect(await readFile(join(folder, 'key.pem'), 'utf8')).toContain('PRIVATE KEY')
  expect(signatures?.key).toHaveLength(43)
})
