import { describe, expect, it } from 'vitest'
import { TransferNames } from '../../src/outbound/transfer-names.js'
import { PeerRecord } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { numbersIn } from '../../src/wire/batch-names.js'
import { queuedMessage } from '../queue/queued-message.js'

const source = { learnedFrom: 'a', origin: 'a', secondHand: true }
const message = (transfer: string) => queuedMessage({ transfer })
const peer = (hostname: string, port = 1) => new PeerRecord({ hostname, port }, source, new VirtualClock())

describe('the names of transfers', () => {
  it('are different for each receiver, and do not show the name in the queue', () => {
    const names = new TransferNames()
    const all = [peer('a', 11), peer('a1', 1), peer('b')].map((to) => names.nameFor(to, message('secret.7')))
    expect(new Set(all).size).toBe(3)
    for (const name of all) {
      expect(name).toMatch(/^[\w-]{22}\.7$/)
      expect(name).not.toContain('secret')
    }
  })

  it('are the same after a restart, for messages of both runs', () => {
    const before = new TransferNames()
    const after = new TransferNames()
    const name = before.nameFor(peer('a'), message('run1.7'))
    const restored = peer('a')
    expect(after.nameFor(restored, message('run2.7'))).not.toBe(name)
    expect(after.nameFor(restored, message('run1.7'))).toBe(name)
  })

  it('are the same in a batch as alone', () => {
    const names = new TransferNames()
    const messages = ['run.7', 'run.a', 'run.10'].map(message)
    const alone = messages.map((one) => names.nameFor(peer('a'), one))
    const { prefix, numbers } = numbersIn(names.nameForBatch(peer('a'), 'run', messages)) ?? {
      prefix: '',
      numbers: [],
    }
    expect(numbers.map((number) => `${prefix}.${number}`)).toEqual(alone)
    expect(new Set(alone).size).toBe(3)
  })
})
