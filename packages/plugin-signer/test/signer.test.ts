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

/** Node a signs, and b has the options under test. They know only each other. */
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
    if (service === undefined) throw new Error(`${name} has no signer`)
    return service
  }
  return { network, folder, a: signatures('a'), b: signatures('b') }
}

describe('a received message', () => {
  it('is valid if its signature is; its author is the key, and the name once it is pinned', async () => {
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
    'is invalid if its author field is not a name: %j',
    async (author) => {
      const { network, a, b } = await pair()
      await using _ = network
      const message = a.sign({ author, text: 'GNU' })
      const reason = 'its field author is not a string of at most 200 characters'
      expect(b.state(message)).toEqual({ state: 'invalid', reason })
      expect(b.state({ author, text: 'GNU' })).toEqual({ state: 'unsigned' })
      network.node('a').enqueue(message)
      await network.advance('1s')
      expect(b.pins()).toEqual({})
      expect(network.node('b').peek()).toEqual([])
    },
  )

  it('may have an author of 200 characters with two code units each', async () => {
    const name = '😀'.repeat(200)
    const { network, a } = await pair()
    await using _ = network
    const pins = new Pins({ fixed: { [name]: a.key ?? '' }, trustFirst: false, maxSeen: 0 })
    const verifier = new Signer({ privateKey: undefined, pins, authorField: 'author' })
    expect(verifier.state(a.sign({ author: name }))).toEqual({ state: 'valid', author: name })
  })

  it('does not affect pins of earlier runs, even beyond a lowered limit', () => {
    const seen = Object.fromEntries(['1', '2', 'moist'].map((name) => [name, 'A'.repeat(43)]))
    const pins = new Pins({ fixed: {}, trustFirst: true, maxSeen: 1 }, seen)
    pins.see('new', 'A'.repeat(43))
    expect(Object.keys(pins.all())).toEqual(['1', '2', 'moist'])
  })

  it('is verified with the key in the options, whatever the first key was', async () => {
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
      pins: new Pins({ fixed: {}, trustFirst: true, maxSeen: 0 }),
      authorField: 'author',
    }
    expect(b.state(new Signer(parts).sign({ author: 'moist' }))).toEqual({ state: 'valid', author: 'moist' })
    expect(b.state(former.a.sign({ author: 'moist' })).state).toBe('invalid')
  })

  it.each([
    ['mark', ['b'], 0],
    ['drop', [], 1],
    ['reject', ['a'], 0],
  ] as const)('with an invalid signature: %s', async (invalid, where, discarded) => {
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
  ] as const)('without a signature: %s', async (unsigned, where) => {
    const { network } = await pair({ unsigned })
    await using _ = network
    network.node('a').enqueue('GNU')
    await network.advance('5s')
    const { queued, departing } = network.locate('GNU')
    expect([...queued, ...departing]).toEqual(where)
  })
})

describe('an author', () => {
  /** The states at b of messages signed by a, whose key came first, and by another key. */
  async function afterFirst(options: SignerOptions) {
    const { network, a, b } = await pair({ invalid: 'mark', ...options })
    await using _ = network
    const { privateKey } = generateKeyPairSync('ed25519')
    const pins = new Pins({ fixed: {}, trustFirst: true, maxSeen: 0 })
    const impostor = new Signer({ privateKey, pins, authorField: 'author' })
    network.node('a').enqueue(a.sign({ author: 'moist', text: 'first' }))
    await network.advance('1s')
    return {
      again: b.state(a.sign({ author: 'moist', text: 'again' })),
      other: b.state(impostor.sign({ author: 'moist', text: 'again' })),
      unsigned: b.state({ author: 'moist', text: 'again' }),
      elsewhere: b.state(impostor.sign({ author: 'adora', text: 'again' })),
    }
  }

  it('is pinned to the first key; another key or a missing signature is invalid', async () => {
    expect(await afterFirst({})).toEqual({
      again: { state: 'valid', author: 'moist' },
      other: { state: 'invalid', reason: '"moist" signs with another key' },
      unsigned: { state: 'invalid', reason: 'it is not signed, but a key is pinned for "moist"' },
      elsewhere: { state: 'valid', author: expect.stringMatching(/^[\w-]{43}$/) },
    })
  })

  it('has the key in the options, whichever key comes first', async () => {
    const { again, unsigned } = await afterFirst({ pins: { moist: 'A'.repeat(43) } })
    expect(again).toEqual({ state: 'invalid', reason: '"moist" signs with another key' })
    expect(unsigned.state).toBe('invalid')
  })

  it('without a pin is invalid if first keys are not trusted', async () => {
    const { again, unsigned } = await afterFirst({ trustFirst: false })
    expect(again).toEqual({ state: 'invalid', reason: 'no key is pinned for "moist"' })
    expect(unsigned).toEqual({ state: 'unsigned' })
  })

  it('beyond the limit is identified by the key', async () => {
    const { again, other } = await afterFirst({ maxPins: 0 })
    expect([again.state, other.state]).toEqual(['valid', 'valid'])
    expect(again.author).toMatch(/^[\w-]{43}$/)
  })

  it('is stored in the file', async () => {
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
    'is not forgotten if the file contains %s',
    async (text) => {
      const pinFile = join(await temporaryFolder(), 'pins.json')
      await writeFile(pinFile, text)
      const node = new Clacks({ port: 0, plugins: [signer({ pinFile })] })
      await expect(node.start()).rejects.toThrow('The author pins in')
    },
  )
})

it('a node without a key cannot sign', async () => {
  const { network, b } = await pair()
  await using _ = network
  expect(b.key).toBeUndefined()
  expect(() => b.sign('GNU')).toThrow(expect.objectContaining({ code: 'ERR_CLACKS_SIGNING_KEY' }))
})

it('two signers on a node each have a service', async () => {
  await using network = await createNetwork({
    nodes: 1,
    plugins: () => [signer(), signer({}, { id: 'strict' })],
  })
  expect(network.node(0).service('signatures')).toBeDefined()
  expect(network.node(0).service('signatures:strict')).toBeDefined()
})

it('resolves paths from the folder of the node', async () => {
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
