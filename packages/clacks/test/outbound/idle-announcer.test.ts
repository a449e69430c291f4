import { expect, it } from 'vitest'
import { IdleAnnouncer } from '../../src/outbound/idle-announcer.js'
import { OPERATOR } from '../../src/peers/table.js'
import { makeProbing } from './probing.js'

it('a node that hears of peers announces itself soon, also after its settings changed meanwhile', async () => {
  const { clock, peers, dialled, scheduler, ...others } = makeProbing()
  const announcer = new IdleAnnouncer({ ...others, clock, peers, probeScheduler: scheduler })
  peers.add({ hostname: 'open-contact', port: 80 }, OPERATOR)
  announcer.start(60_000)
  announcer.heardOfPeer()
  announcer.start(60_000)
  announcer.heardOfPeer()
  await clock.advance('2s')
  expect(dialled).toHaveLength(1)
  announcer.stop()
})
