import { request } from 'node:https'
import { expect, it } from 'vitest'
import { MixedNetwork } from './mixed-network.js'

/** What the other tests here rely on: harm to a clacks-p2p node is detected. */

it('a clacks-p2p node passes messages to another', async () => {
  await using network = await MixedNetwork.make()
  const [one, other] = [await network.addLegacy(), await network.addLegacy()]
  one.addPeer(other.hostname, other.port)
  one.enqueue({ text: 'hello' })
  await network.until('it is there', () => other.received.length > 0)
  expect(other.received[0]).toEqual({
    message: { text: 'hello' },
    type: 'message',
    sender: { hostname: one.hostname, port: one.port },
  })
  await network.until('it comes back', () => one.received.length > 0)
  network.expectUnharmed()
})

it('a message in several TLS records is detected as torn, text that is not ASCII as a loss', async () => {
  await using network = await MixedNetwork.make()
  const [one, other] = [await network.addLegacy(), await network.addLegacy()]
  one.addPeer(other.hostname, other.port)
  one.enqueue('x'.repeat(20_000))
  await network.until('it is torn', () => other.torn > 0)
  expect(() => network.expectUnharmed()).toThrow()
  one.enqueue('café')
  await network.until('the other is lost', () => one.lost.includes(other.address))
  await network.until('it complains', () => other.complaints.length > 0)
})

it('a crash is detected', async () => {
  await using network = await MixedNetwork.make()
  const legacy = await network.addLegacy()
  const unprocessable = { message: 'crash', type: 'message', sender: { hostname: 'a', port: 99_999 } }
  request({
    host: legacy.hostname,
    port: legacy.port,
    method: 'POST',
    rejectUnauthorized: false,
    agent: false,
  })
    .on('error', () => {})
    .end(JSON.stringify(unprocessable))
  await network.until('it crashes', () => legacy.crashed !== undefined)
  expect(legacy.crashed).toContain('RangeError')
  expect(() => network.expectUnharmed()).toThrow()
})
