import { describe, expect, it } from 'vitest'
import type { Address } from '../../src/address.js'
import { drop, reject, split } from '../../src/hooks/verdict.js'
import { OPERATOR } from '../../src/peers/table.js'
import type { WrittenSettings } from '../../src/settings/settings.js'
import type { InboundRequest } from '../../src/transport/transport.js'
import { friendsIn } from '../../src/wire/friends.js'
import { makeReceiver, SENDER } from './make-receiver.js'

const LEGACY = { caps: undefined }

describe('a message', () => {
  it('is queued, and its sender is alive', async () => {
    const { send, queued, peers, counters } = makeReceiver()
    expect(await send({ text: 'GNU' })).toEqual({ status: 200 })
    expect(queued()).toEqual(['{"text":"GNU"}'])
    expect(peers.find(SENDER)?.status).toBe('alive')
    expect(counters).toMatchObject({ received: 1, refused: 0 })
  })

  it('adds its friend as new', async () => {
    const { receive, peers } = makeReceiver()
    await receive({ message: 1, type: 'message', sender: SENDER, friend: { hostname: 'friend', port: '81' } })
    expect(peers.find({ hostname: 'friend', port: 81 })).toMatchObject({
      status: 'new',
      secondHand: true,
      reachable: false,
    })
  })

  it.each([null, false, ''])('that is %j is accepted and discarded', async (message) => {
    const { send, queued, discards } = makeReceiver()
    expect(await send(message)).toEqual({ status: 200 })
    expect([queued(), discards.length]).toEqual([[], 1])
  })

  it('is queued unchanged if no tap changes it', async () => {
    const { receive, queued, hooks } = makeReceiver()
    hooks.received.tap('look', () => undefined)
    const text = '{"id":12345678901234567890,"1":1.0}'
    await receive(`{"message":${text},"type":"message","sender":${JSON.stringify(SENDER)}}`)
    expect(queued()).toEqual([text])
  })

  it('is answered 503 if the queue is full', async () => {
    const { send, queued } = makeReceiver({ limits: { queueMessages: 1 } })
    await send(1)
    expect(await send(2)).toEqual({ status: 503, retryAfter: 1 })
    expect(queued()).toEqual(['1'])
  })

  it('is refused while the node stops', async () => {
    const { receiver, send } = makeReceiver()
    receiver.close()
    expect(await send(1)).toMatchObject({ status: 503 })
  })
})

describe('the sender', () => {
  it('that is ignored is refused in any spelling, before any tap', async () => {
    const { receive, peers, hooks, queued } = makeReceiver()
    let asked = 0
    hooks.received.tap('count', () => {
      asked++
      return undefined
    })
    const record = peers.add(SENDER, OPERATOR)
    if (record !== undefined) peers.note(record, 'ignored')
    for (const sender of [SENDER, { hostname: 'TOWER', port: 8080 }, { hostname: 'tower.', port: '8080' }]) {
      expect(await receive({ message: 1, type: 'message', sender })).toMatchObject({ status: 403 })
    }
    expect([queued(), asked]).toEqual([[], 0])
  })

  it('that claims to be this node is refused, and not added', async () => {
    const { receive, peers } = makeReceiver()
    expect(
      await receive({ message: 1, type: 'message', sender: { hostname: 'Self', port: '1' } }),
    ).toMatchObject({ status: 403 })
    expect(peers.size).toBe(0)
  })

  it('with another key than the pinned one is refused', async () => {
    const { send } = makeReceiver({}, { tower: 'abc' })
    expect(await send(1, { key: 'xyz' })).toMatchObject({ status: 403 })
  })

  it('is verified by the pinned key only', async () => {
    const { send, hooks } = makeReceiver({}, { tower: 'abc' })
    const seen: boolean[] = []
    hooks.received.tap('look', ({ verified }) => {
      seen.push(verified)
      return undefined
    })
    await send(1, { key: 'abc' })
    await send(1)
    expect(seen).toEqual([true, false])
  })

  it('that is not verified is refused if `requireVerified` is set', async () => {
    const { send } = makeReceiver({ requireVerified: true }, { tower: 'abc' })
    expect(await send(1)).toMatchObject({ status: 403 })
    expect(await send(1, { key: 'abc' })).toEqual({ status: 200 })
  })
})

describe('a tap', () => {
  it('changes the message', async () => {
    const { send, hooks, queued } = makeReceiver()
    hooks.received.tap('shout', (reception) => {
      reception.message = String(reception.message).toUpperCase()
      return undefined
    })
    await send('gnu')
    expect(queued()).toEqual(['"GNU"'])
  })

  it('changes the message in place', async () => {
    const { send, hooks, queued } = makeReceiver()
    hooks.received.tap('add', (reception) => {
      Object.assign(reception.message as object, { seen: true })
      return undefined
    })
    await send({ a: 1 })
    expect(queued()).toEqual(['{"a":1,"seen":true}'])
  })

  it.each([null, undefined, false, ''])(
    'empties the message with %j: it is accepted and discarded',
    async (nothing) => {
      const { send, hooks, queued, discards } = makeReceiver()
      hooks.received.tap('empty', (reception) => {
        reception.message = nothing
        return undefined
      })
      expect(await send('gnu')).toEqual({ status: 200 })
      expect([queued(), discards[0]?.message]).toEqual([[], 'gnu'])
    },
  )

  it('drops: the message is accepted and discarded', async () => {
    const { send, hooks, queued, discards } = makeReceiver()
    hooks.received.tap('drop', () => drop('enough'))
    expect(await send('gnu')).toEqual({ status: 200 })
    expect(queued()).toEqual([])
    expect(discards).toEqual([{ message: 'gnu', json: '"gnu"', reason: 'enough', direction: 'in' }])
  })

  it('rejects: the sender keeps the message', async () => {
    const { send, hooks, discards } = makeReceiver()
    hooks.received.tap('reject', () => reject(undefined, 'no'))
    expect(await send('gnu')).toEqual({ status: 422, body: '{"error":"no"}' })
    expect(discards).toEqual([])
  })

  it('rejects a message of a legacy sender: it is answered 200, discarded and counted', async () => {
    const { send, hooks, discards, counters } = makeReceiver()
    hooks.received.tap('reject', () => reject(409, 'no'))
    expect(await send('gnu', LEGACY)).toEqual({ status: 200 })
    expect([discards[0]?.reason, counters.discarded]).toEqual(['no', 1])
  })

  it('rejects it with the status of the verdict with `legacyRejects: refuse`', async () => {
    const { send, hooks } = makeReceiver({ legacyRejects: 'refuse' })
    hooks.received.tap('reject', () => reject(409, 'no'))
    expect(await send('gnu', LEGACY)).toMatchObject({ status: 409 })
  })

  it('splits: all parts or none', async () => {
    const { send, hooks, queued } = makeReceiver({ limits: { queueMessages: 3 } })
    hooks.received.tap('split', ({ message }) => split([message, null, message]))
    expect(await send('a')).toEqual({ status: 200 })
    expect(await send('b')).toMatchObject({ status: 503 })
    expect(queued()).toEqual(['"a"', '"a"'])
  })

  it('splits into nothing: the message is discarded and counted', async () => {
    const { send, hooks, queued, counters, discards } = makeReceiver()
    hooks.received.tap('split', () => split([null]))
    expect(await send('gnu')).toEqual({ status: 200 })
    expect([queued(), counters.received, counters.discarded]).toEqual([[], 0, 1])
    expect(discards[0]?.reason).toBe('a tap split the message into nothing')
  })

  it.each([
    ['a status that means success', () => reject(200, 'no'), 'outside the range 400 to 599'],
    ['something without a JSON form', () => 1n as never, 'bigint 1, which is not a verdict'],
  ])('that returns %s causes a 500 and is reported; the sender keeps the message', async (_, tap, reason) => {
    const { send, hooks, queued } = makeReceiver()
    const failures: string[] = []
    hooks.pluginFailed.tap('test', ({ message }) => void failures.push(message))
    hooks.received.tap('wrong', tap)
    expect(await send('gnu')).toMatchObject({ status: 500 })
    expect(queued()).toEqual([])
    expect(failures).toEqual([expect.stringContaining(reason)])
  })

  it('that fails causes a 500 and is named in the log only; the sender keeps the message', async () => {
    const { send, hooks, queued, failures } = makeReceiver()
    hooks.received.tapPromise('broken', async () => {
      throw new Error('no luck')
    })
    expect(await send('gnu')).toEqual({ status: 500, body: '{"error":"a plugin of this node failed"}' })
    expect(queued()).toEqual([])
    expect(failures).toEqual([expect.stringContaining('[broken:received] no luck')])
  })

  it('that makes the message something other than JSON causes a refusal', async () => {
    const { send, hooks, queued } = makeReceiver()
    hooks.received.tap('bigint', (reception) => {
      reception.message = 1n
      return undefined
    })
    expect(await send('gnu')).toMatchObject({ status: 500 })
    expect(queued()).toEqual([])
  })

  it('that is an async function is awaited', async () => {
    const { send, hooks, queued } = makeReceiver()
    hooks.received.tap('async', (async () => drop()) as never)
    await send('gnu')
    expect(queued()).toEqual([])
  })
})

describe('a network range that fills the queue', () => {
  const options = { sendrate: 0, limits: { queueMessages: 100 } }
  const claim = (count: number): Address => ({ hostname: `n${count}.example`, port: 1 })

  /** Sends 100 messages, each for another sender. @returns how many were accepted */
  async function flood(
    receive: ReturnType<typeof makeReceiver>['receive'],
    address: (count: number) => string,
  ) {
    let accepted = 0
    for (let count = 0; count < 100; count++) {
      const payload = { message: count + 1, type: 'message', sender: claim(count) }
      const { status } = await receive(payload, { remoteAddress: address(count), key: `${count}` })
      if (status === 200) accepted++
      else expect(status).toBe(503)
    }
    return accepted
  }

  it('gets half of it, whatever senders, keys and addresses it shows, and others find room', async () => {
    const { receive, send } = makeReceiver(options)
    expect(await flood(receive, (count) => `192.0.2.${count + 1}`)).toBe(50)
    expect(await send('honest', { remoteAddress: '198.51.100.1' })).toEqual({ status: 200 })
  })

  it('gets more if the operator trusts it', async () => {
    const { receive } = makeReceiver({ ...options, trustedRanges: ['192.0.2.0/24'] })
    expect(await flood(receive, () => '192.0.2.1')).toBe(95)
  })

  it('is not that of its neighbour, which the operator trusts', async () => {
    const { receive, send } = makeReceiver({ ...options, trustedRanges: ['192.0.2.1'] })
    expect(await flood(receive, () => '192.0.2.2')).toBe(50)
    expect(await send('trusted', { remoteAddress: '192.0.2.1' })).toEqual({ status: 200 })
    expect(await flood(receive, () => '192.0.2.1')).toBe(44)
  })

  it('is not loopback, where each sender is one', async () => {
    const { receive } = makeReceiver(options)
    expect(await flood(receive, () => '127.0.0.1')).toBe(100)
  })

  it.each([
    ['its own machine', '127.0.0.1'],
    ['a private network', '172.17.0.1'],
  ])('is all that reaches a public node from %s, except peers that show their key', async (_, proxy) => {
    const peer = { hostname: 'peer.example', port: 1 }
    const { receive, peers } = makeReceiver(
      { ...options, hostname: 'self.example' },
      { [peer.hostname]: 'k' },
    )
    const record = peers.add(peer, 'another')
    if (record !== undefined) peers.noteReached(record, '198.51.100.1')
    expect(await flood(receive, () => proxy)).toBe(50)
    const fromPeer = { message: 'x', type: 'message', sender: peer }
    expect(await receive(fromPeer, { remoteAddress: proxy })).toMatchObject({ status: 503 })
    expect(await receive(fromPeer, { remoteAddress: proxy, key: 'k' })).toEqual({ status: 200 })
  })
})

describe('a sender whose messages make taps fail', () => {
  it('has to wait, longer each time, and others do not', async () => {
    const { send, receiver, clock, queued } = makeReceiver()
    const from = { remoteAddress: '192.0.2.99' }
    const fail = (): void => receiver.limits.badInputs.failed('192.0.2.0/24')
    for (let time = 0; time < 2; time++) fail()
    expect(await send('a', from)).toEqual({ status: 200 })
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      fail()
      expect(await send('refused', from)).toEqual({ status: 429, retryAfter: seconds })
      expect(await send('b', { remoteAddress: '198.51.100.1' })).toEqual({ status: 200 })
      await clock.advance(`${seconds}s`)
      expect(await send('c', from)).toEqual({ status: 200 })
    }
    expect(queued()).not.toContain('"refused"')
    await clock.advance('11m')
    fail()
    expect(await send('d', from)).toEqual({ status: 200 })
  })
})

describe('a repeated transfer', () => {
  it('is answered again and queued once', async () => {
    const { send, queued } = makeReceiver()
    for (let time = 0; time < 3; time++)
      expect(await send('gnu', { transfer: 'x.1' })).toEqual({ status: 200 })
    await send('gnu', { transfer: 'x.2' })
    expect(queued()).toEqual(['"gnu"', '"gnu"'])
  })

  it('is answered 503 while the first is in flight, and accepted if that failed', async () => {
    const { send, hooks, queued } = makeReceiver()
    const rounds: ((verdict: undefined) => void)[] = []
    hooks.received.tapPromise('slow', () => new Promise((resolve) => rounds.push(resolve)))
    const first = send('gnu', { transfer: 'x.1' })
    expect(await send('gnu', { transfer: 'x.1' })).toMatchObject({ status: 503 })
    rounds[0]?.(undefined)
    expect(await first).toEqual({ status: 200 })
    expect(await send('gnu', { transfer: 'x.1' })).toEqual({ status: 200 })
    expect(queued()).toEqual(['"gnu"'])
  })

  it.each([
    ['without a key', { remoteAddress: '192.0.2.8' }],
    ['with another key', { key: 'b' }],
  ])('is one of the same connection: a claim %s does not use up its name', async (_, impostor) => {
    const { send, queued } = makeReceiver()
    await send('junk', { transfer: 'x.1', ...impostor })
    await send('gnu', { transfer: 'x.1', key: 'a' })
    await send('gnu', { transfer: 'x.1', key: 'a' })
    expect(queued()).toEqual(['"junk"', '"gnu"'])
  })
})

describe('a claim without the pinned key', () => {
  const FRIEND = { hostname: 'friend', port: 81 }

  /** A lost peer that backs off and whose key is pinned. */
  function lostPeer(caps: string | undefined) {
    const receiver = makeReceiver({}, { tower: 'k' })
    const record = receiver.peers.add(SENDER, OPERATOR)
    if (record === undefined) throw new Error('not added')
    Object.assign(record, { reachable: true, caps, failures: 3, backoffUntil: 1_000 })
    receiver.peers.noteFailure(record, 'gone', false)
    const claim = (over?: Partial<InboundRequest>) =>
      receiver.receive({ message: 1, type: 'message', sender: SENDER, friend: FRIEND }, over)
    return { ...receiver, record, claim }
  }

  it.each([
    ['a legacy peer', undefined, undefined],
    ['a legacy peer, with capabilities', undefined, '1'],
    ['a peer with capabilities, without any', '1', undefined],
    ['a peer with capabilities', '1', '1'],
  ])('for %s neither revives it nor ends its back-off', async (_, known, caps) => {
    const { claim, record, queued } = lostPeer(known)
    expect(await claim({ caps })).toEqual({ status: 200 })
    expect(record).toMatchObject({ status: 'lost', backoffUntil: 1_000, failures: 3 })
    expect(queued()).toEqual(['1'])
  })

  it('names no friend of a peer that always shows its key', async () => {
    const { claim, peers } = lostPeer('1')
    await claim({ caps: undefined })
    expect(peers.find(FRIEND)).toBeUndefined()
  })

  it('may be one of a legacy peer: it names a friend, and is checked by a probe', async () => {
    const { claim, peers, record, clock, returned } = lostPeer(undefined)
    await claim({ caps: undefined })
    expect(peers.find(FRIEND)).toMatchObject({ learnedFrom: '192.0.2.0/24' })
    expect(returned).toEqual([])
    await clock.advance('1s')
    await claim({ caps: undefined })
    expect(returned).toEqual(['tower'])
    peers.move(record, 'alive')
    await claim({ caps: undefined })
    expect(returned).toEqual(['tower'])
  })

  it('does not enter the table if it shows capabilities', async () => {
    const { receive, peers } = makeReceiver({}, { tower: 'k' })
    await receive({ message: 1, type: 'message', sender: SENDER })
    expect(peers.size).toBe(0)
  })

  it.each([
    ['a legacy peer, from its range', undefined, undefined, '192.0.2.7', 1],
    ['a legacy peer, from another range', undefined, undefined, '198.51.100.1', 0],
    ['a peer with capabilities, from its range', '1', '1', '192.0.2.7', 0],
  ])('for %s: what it brings and announces', async (_, known, caps, remoteAddress, counted) => {
    const { claim, record, peers, receive, hooks } = lostPeer(known)
    let announced = 0
    hooks.announced.tap('count', () => void announced++)
    peers.noteReached(record, '192.0.2.1')
    peers.noteAnswer(record)
    await claim({ caps, remoteAddress })
    await receive({ message: null, type: 'announce', sender: SENDER }, { caps, remoteAddress })
    expect([record.traffic?.brought ?? 0, announced]).toEqual([counted, counted])
    await claim({ key: 'k', remoteAddress: '203.0.113.1' })
    expect(record.traffic?.brought).toBe(counted + 1)
  })

  it('counts in full with the key', async () => {
    const { claim, record, peers } = lostPeer('1')
    await claim({ key: 'k' })
    expect(record).toMatchObject({ status: 'alive', backoffUntil: 0, failures: 0 })
    expect(peers.find(FRIEND)).toBeDefined()
  })
})

describe('a message with friends', () => {
  /** A receiver with a full table of alive peers, and a sender that names four others each time. */
  function fullTable(written: WrittenSettings = {}) {
    const limits = { peers: 100, messageBytes: 1_024, ...written.limits }
    const receiver = makeReceiver({ ...written, limits })
    const { peers, receive } = receiver
    for (let index = 0; index < 100; index++) {
      const record = peers.add({ hostname: `known-${index}`, port: 80 }, OPERATOR)
      if (record === undefined) throw new Error('not added')
      peers.noteAnswer(record)
      peers.noteReached(record, record.hostname)
    }
    let named = 0
    const swap = (message: unknown) => {
      const friends = Array.from({ length: 4 }, () => ({ hostname: `named-${named++}`, port: 80 }))
      return receive({ message, type: 'message', sender: { hostname: 'known-0', port: 80 }, friends })
    }
    const alive = () => Object.values(peers.list().alive).map(({ hostname }) => hostname)
    return { ...receiver, swap, alive }
  }

  it('takes what the answer gives away', async () => {
    const { swap, alive } = fullTable()
    const reply = await swap(1)
    expect(reply.status).toBe(200)
    const given = friendsIn(reply.body ?? '').map(({ hostname }) => hostname)
    expect(given).toHaveLength(4)
    const left = alive()
    expect(left.length).toBeLessThan(100)
    const gone = Array.from({ length: 100 }, (_, index) => `known-${index}`).filter(
      (name) => !left.includes(name),
    )
    expect(given).toEqual(expect.arrayContaining(gone))
  })

  it('takes nothing if it is refused without friends', async () => {
    const { swap, alive } = fullTable()
    for (let time = 0; time < 6; time++) {
      const reply = await swap('x'.repeat(2_000))
      expect(reply.status).toBe(413)
      expect(friendsIn(reply.body ?? '')).toEqual([])
    }
    expect(alive()).toHaveLength(100)
  })

  it('takes what the answer gives away if it is refused for now', async () => {
    const { swap, alive } = fullTable({ limits: { queueMessages: 1 } })
    await swap(1)
    let before = alive()
    for (let time = 0; time < 5; time++) {
      const reply = await swap(2)
      expect(reply.status).toBe(503)
      const left = alive()
      const gone = before.filter((name) => !left.includes(name))
      const given = friendsIn(reply.body ?? '').map(({ hostname }) => hostname)
      expect(given).toEqual(expect.arrayContaining(gone))
      before = left
    }
    expect(before.length).toBeLessThan(96)
  })

  it('waits for the taps', async () => {
    const { swap, alive, hooks } = fullTable()
    hooks.received.tap('test', () => reject(422, 'no'))
    expect((await swap(1)).status).toBe(422)
    expect(alive()).toHaveLength(100)
  })
})

describe('an announce', () => {
  const announce = { message: null, type: 'announce', sender: SENDER }

  it('marks its sender alive, queues nothing, and is answered with friends', async () => {
    const { receive, peers, queued, hooks } = makeReceiver()
    const heard: string[] = []
    hooks.announced.tap('test', ({ hostname }) => {
      heard.push(hostname)
    })
    const friend = peers.add({ hostname: 'friend', port: 81 }, OPERATOR)
    if (friend !== undefined) {
      friend.reachable = true
      peers.note(friend, 'exchanged')
    }
    expect(await receive(announce)).toEqual({
      status: 200,
      body: '{"friends":[{"hostname":"friend","port":81}]}',
    })
    expect(await receive(announce, LEGACY)).toEqual({ status: 200 })
    expect([peers.find(SENDER)?.status, queued(), heard]).toEqual(['alive', [], ['tower', 'tower']])
  })
})

describe('a body that is not a payload', () => {
  it.each(['', 'null', '[]', '{"message":1}', `{"message":1,"type":"x","sender":${JSON.stringify(SENDER)}}`])(
    'is refused: %s',
    async (body) => {
      const { receive, peers, counters } = makeReceiver()
      expect(await receive(body)).toMatchObject({ status: 400 })
      expect(await receive(body, LEGACY)).toMatchObject({ status: 400 })
      expect([peers.size, counters.refused]).toEqual([0, 2])
    },
  )

  it('is repaired if a legacy peer truncated it', async () => {
    const { receive, queued, peers } = makeReceiver()
    const whole = JSON.stringify({ message: 'café', type: 'message', sender: SENDER })
    expect(await receive('', { ...LEGACY, body: Buffer.from(whole).subarray(0, whole.length) })).toEqual({
      status: 200,
    })
    expect([queued(), peers.find(SENDER)?.status]).toEqual([['"café"'], 'alive'])
  })

  it('is refused if nested too deep, but discarded with 200 for a legacy sender', async () => {
    const { send, queued, discards } = makeReceiver({ limits: { depth: 4 } })
    const deep = [[[[[]]]]]
    expect(await send(deep)).toMatchObject({ status: 413 })
    expect(await send(deep, LEGACY)).toEqual({ status: 200 })
    expect([queued(), discards.length]).toEqual([[], 1])
  })

  it('is refused if it has too many values, but discarded with 200 for a legacy sender', async () => {
    const { send, queued, discards } = makeReceiver({ limits: { values: 4 } })
    expect(await send([1, 2, 3])).toMatchObject({ status: 200 })
    expect(await send([1, 2, 3, 4])).toMatchObject({ status: 413 })
    expect(await send([1, 2, 3, 4], LEGACY)).toEqual({ status: 200 })
    expect([queued(), discards.length]).toEqual([['[1,2,3]'], 1])
  })
})
