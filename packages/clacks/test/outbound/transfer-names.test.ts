import { describe, expect, it } from 'vitest'
import { TransferNames } from '../../src/outbound/transfer-names.js'
import { recordOf } from '../../src/peers/record.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const source = { learnedFrom: 'a', origin: 'a', secondHand: true }
const peer = (hostname: string, port = 1) => recordOf({ hostname, port }, source, new VirtualClock())

describe('the names of transfers', () => {
  it('are different for each receiver, and do not show the name in the queue', () => {
    const names = new TransferNames()
    const all = [peer('a', 11), peer('a1', 1), peer('b')].map((to) => names.nameFor(to, 'secret.7'))
    expect(new Set(all).size).toBe(3)
    for (const name of all) {
      expect(name).toMatch(/^[\w-]{22}\.7$/)
      expect(name).not.toContain('secret')
    }
  })

  it('are the same after a restart, for messages of both runs', () => {
    const before = new TransferNames()
    const after = new TransferNames()
    const name = before.nameFor(peer('a'), 'run1.7')
    const restored = peer('a')
    expect(after.nameFor(restored, 'run2.7')).not.toBe(name)
    expect(after.nameFor(restored, 'run1.7')).toBe(name)
  })
})
