import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NodeUnderTest, payloadText, SENDER } from './node-under-test.js'
import type { Unusual } from './post.js'

const LEGACY: Unusual = { legacy: true }
const NO_HOSTNAMES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  42,
  '',
  ' ',
  'two words',
  ' tower.example',
  'tower.example\n',
  'a\r\nX-Injected: 1',
  'a\0b',
  'tür.example',
  'a..b',
  '.example',
  '-a.example',
  'a-.example',
  'a/b',
  'user@tower.example',
  'tower.example:80',
  'https://tower.example',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(127)}example`,
  'x'.repeat(10_240),
  'x'.repeat(900_000),
  '256.1.1.1',
  '1.2.3.4.5',
  ':::1',
  'fe80::1%eth0',
  {},
  [],
  ['tower.example'],
]
const NO_PORTS: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  65_536,
  99_999,
  1e300,
  '',
  ' ',
  'abc',
  '08080',
  '0x50',
  '1e3',
  '80 ',
  '-80',
  '65536',
  'NaN',
  'x'.repeat(900_000),
  {},
  [],
  [80],
]
const NO_ADDRESSES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  'tower.example:8080',
  '',
  [],
  {},
  [SENDER],
]
const WRONG_TYPES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  '',
  ' ',
  'Message',
  'MESSAGE',
  'batch',
  'message ',
  '__proto__',
  'constructor',
  'x'.repeat(900_000),
  {},
  [],
  ['message'],
]

function named<Value>(values: readonly Value[]): { value: Value; shown: string }[] {
  return values.map((value) => ({ value, shown: (JSON.stringify(value) ?? 'missing').slice(0, 40) }))
}

let under: NodeUnderTest
beforeAll(async () => {
  under = await NodeUnderTest.start()
})
afterAll(async () => {
  await under[Symbol.asyncDispose]()
})

/** A node must refuse the body, queue nothing, add no peer, and still accept a valid message. */
async function expectRefused(body: string | Buffer, unusual?: Unusual): Promise<void> {
  const { texts } = under
  const answer = await under.post(body, unusual)
  expect(answer.status).toBe(400)
  expect(JSON.parse(answer.body)).toEqual({ error: expect.stringContaining('The body is not a payload') })
  await under.expectAlive(texts)
  expect(under.peers).toEqual([`${SENDER.hostname}:${SENDER.port}`])
}

describe.each([
  ['one of ours', {}],
  ['a clacks-p2p node', LEGACY],
])('from %s', (_, from) => {
  describe('a sender whose', () => {
    it.each(named(NO_HOSTNAMES))('host name is $shown is refused', async ({ value }) => {
      await expectRefused(payloadText({ sender: { hostname: value, port: 80 } }), from)
    })

    it.each(named(NO_PORTS))('port is $shown is refused', async ({ value }) => {
      await expectRefused(payloadText({ sender: { hostname: 'a.example', port: value } }), from)
    })

    it.each(named(NO_ADDRESSES))('address is $shown is refused', async ({ value }) => {
      await expectRefused(payloadText({ sender: value }), from)
    })
  })

  describe('an invalid friend is ignored, and the message accepted, if its', () => {
    async function expectPassedOver(friend: unknown): Promise<void> {
      const { texts } = under
      expect(await under.send({ friend }, from)).toMatchObject({ status: 200 })
      await under.expectAlive([...texts, '"hello"'])
      expect(under.peers).toEqual([`${SENDER.hostname}:${SENDER.port}`])
    }

    it.each(named(NO_HOSTNAMES))('host name is $shown', async ({ value }) => {
      await expectPassedOver({ hostname: value, port: 80 })
    })

    it.each(named(NO_PORTS))('port is $shown', async ({ value }) => {
      await expectPassedOver({ hostname: 'a.example', port: value })
    })

    it.each(named(NO_ADDRESSES))('address is $shown', async ({ value }) => {
      await expectPassedOver(value)
    })
  })

  it.each(named(WRONG_TYPES))('type $shown is refused', async ({ value }) => {
    await expectRefused(payloadText({ type: value }), from)
  })

  it.each(
    named([
      '',
      ' \r\n\t',
      'hello',
      '{',
      'undefined',
      "{'message':1}",
      '{"message":1,}',
      '[]',
      '[1]',
      '"text"',
      '1',
      '1e400',
      'true',
      'null',
      '{}',
      `\uFEFF${payloadText({})}`,
      `${payloadText({})}x`,
      `[${payloadText({})}]`,
      `${payloadText({})}${payloadText({})}`,
      `{"messages":[1,2],"type":"message","sender":${JSON.stringify(SENDER)}}x`,
    ]),
  )('the body $shown is refused', async ({ value }) => {
    await expectRefused(value, from)
  })

  it('a body truncated at any byte is refused', async () => {
    const whole = payloadText({
      message: { text: 'GNU "Terry" \\ Pratchett' },
      friend: { hostname: 'b', port: 1 },
    })
    const { texts } = under
    for (let end = 0; end < whole.length; end++) {
      expect(await under.post(whole.slice(0, end), from), `cut at ${end}`).toMatchObject({ status: 400 })
    }
    await under.expectAlive(texts)
  })

  it('bytes that are not UTF-8 are refused', async () => {
    const [before = '', after = ''] = payloadText({ message: '@' }).split('@')
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf]]) {
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      await expectRefused(body, from)
    }
  })

  it.each(named([null, false, '']))(
    'message $shown is accepted, and nothing is queued',
    async ({ value }) => {
      const { texts } = under
      expect(await under.send({ message: value }, from)).toMatchObject({ status: 200 })
      await under.expectAlive(texts)
    },
  )

  it('a payload without a message is accepted, and nothing is queued', async () => {
    const { texts } = under
    expect(await under.send({ message: undefined }, from)).toMatchObject({ status: 200 })
    await under.expectAlive(texts)
  })

  it.each([
    '0',
    '-1',
    '1.0',
    'true',
    '" "',
    '{}',
    '[]',
    '[null]',
    '12345678901234567890',
    '1e400',
    String.raw`"\u0000"`,
    String.raw`"\ud800"`,
    '"\u2028 café 😀"',
    '{"a":1,"a":2}',
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    '{"type":"announce","sender":null}',
    '[",\\"type\\":\\"message\\""]',
  ])('message %s is accepted unchanged', async (json) => {
    const { texts } = under
    const body = `{"message":${json},"type":"message","sender":${JSON.stringify(SENDER)}}`
    expect(await under.post(body, from)).toMatchObject({ status: 200 })
    await under.expectAlive([...texts, json])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

it.each([
  `{"__proto__":{"message":"x","type":"message","sender":${JSON.stringify(SENDER)}}}`,
  '{"message":"x","type":"message","sender":{"__proto__":{"hostname":"a.example","port":80}}}',
  '{"message":"x","type":"message","__proto__":{"sender":{"hostname":"a.example","port":80}}}',
  `{"message":"x","constructor":{"type":"message"},"sender":${JSON.stringify(SENDER)}}`,
])('fields are not taken from a prototype: %s', async (body) => {
  await expectRefused(body)
})

it('a friend is added as new', async () => {
  await using other = await NodeUnderTest.start()
  await other.send({ friend: { hostname: 'Friend.Example.', port: '81' } })
  expect(Object.values(other.node.getPeers().new)).toMatchObject([
    { hostname: 'friend.example', port: 81, status: 'new' },
  ])
})
