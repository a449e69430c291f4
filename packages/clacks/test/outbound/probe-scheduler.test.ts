import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/transport/transport.js'
import { makeProbing } from './probing.js'

const OPEN: Answer = { status: 200, caps: '2', retryAfter: undefined, body: '' }

describe('a peer that calls', () => {
  it('is probed at once, although the next one that others named is not due', async () => {
    const { clock, scheduler, candidate, dialled } = makeProbing()
    candidate('open-1')
    candidate('open-2')
    scheduler.start()
    for (let request = 0; request < 5; request++) scheduler.called(undefined)
    scheduler.named([])
    await clock.advance(300)
    expect(dialled).toHaveLength(1)
    scheduler.called(candidate('open-caller'))
    await clock.advance(100)
    expect(dialled.at(-1)).toMatchObject({ name: 'open-caller' })
    await clock.advance('1m')
    expect(dialled).toHaveLength(3)
    scheduler.stop()
  })

  it('waits once, however often it calls', async () => {
    const { clock, scheduler, candidate, dialled, answers } = makeProbing()
    const pending: ((answer: Answer) => void)[] = []
    answers.slow = () => new Promise((resolve) => pending.push(resolve))
    scheduler.start()
    for (let index = 0; index < 64; index++) scheduler.called(candidate(`slow-${index}`))
    await clock.advance(100)
    expect(pending).toHaveLength(64)
    const eager = candidate('open-eager')
    for (let request = 0; request < 512; request++) scheduler.called(eager)
    scheduler.called(candidate('open-other'))
    for (const answer of pending) answer(OPEN)
    await clock.advance('1m')
    expect(dialled.slice(64).map(({ name }) => name)).toEqual(['open-eager', 'open-other'])
    scheduler.stop()
  })
})

describe('named peers', () => {
  it('that are lost and that were never reached take turns, one a second', async () => {
    const { clock, scheduler, candidate, lost, dialled } = makeProbing()
    for (let index = 0; index < 4; index++) candidate(`open-${index}`)
    const gone = Array.from({ length: 4 }, (_, index) => lost(`closed-${index}`))
    scheduler.start()
    for (let request = 0; request < 20; request++) scheduler.called(undefined)
    scheduler.named(gone)
    await clock.advance('8s')
    const kinds = dialled.map(({ name }) => name.replace(/-.*/, ''))
    expect(kinds).toEqual(['open', 'closed', 'open', 'closed', 'open', 'closed', 'open', 'closed'])
    scheduler.stop()
  })

  it('that are lost do not keep others from being reached, however often one range names them', async () => {
    const { clock, peers, scheduler, candidate, lost } = makeProbing()
    const honest = Array.from({ length: 200 }, (_, index) => candidate(`open-${index}`))
    const closed = Array.from({ length: 40 }, (_, index) => lost(`closed-${index}`))
    scheduler.start()
    for (let time = 0; time < 600; time++) {
      scheduler.called(undefined)
      scheduler.named(peers.introduce(closed, '192.0.2.0/24'))
      await clock.advance(200)
    }
    expect(honest.filter(({ reachable }) => reachable).length).toBeGreaterThan(50)
    scheduler.stop()
  })
})
