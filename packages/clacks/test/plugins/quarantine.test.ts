import { describe, expect, it } from 'vitest'
import { createRig, plugin } from './rig.js'

const QUARANTINED = 'ERR_CLACKS_PLUGIN_QUARANTINED'

/**
 * A rig with a plugin that fails as long as `state.failing`, on `received`; what it does elsewhere
 * succeeds.
 */
async function createFailing() {
  const rig = createRig()
  const state = { failing: true, calls: 0 }
  await rig.host.use(
    plugin('faulty', ({ hooks }) => {
      hooks.received.tap(() => {
        state.calls++
        if (state.failing) throw new Error('no luck')
      })
      hooks.queued.tap(() => {})
    }),
  )
  const told: string[] = []
  rig.hooks.pluginFailed.tap('test', (error) => {
    if (error.code === QUARANTINED) told.push(error.message)
  })
  const fail = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) await rig.receive('x').catch(() => {})
  }
  return { ...rig, state, told, fail }
}

describe('quarantine', () => {
  it('begins with the fifth failure within a minute, is told once, and lets messages pass', async () => {
    const { fail, told, receive, state, host, reports } = await createFailing()
    await fail(4)
    expect(told).toEqual([])
    expect(host.reports()[0]?.state).toBe('active')
    await fail(1)
    expect(told).toEqual([expect.stringContaining('[faulty:received] Quarantined')])
    expect(told[0]).toContain('for 1 s')
    expect(host.reports()[0]).toMatchObject({ state: 'quarantined', calls: 5, failures: 5 })
    expect((await receive('passes')).reception.message).toBe('passes')
    expect(state.calls).toBe(5)
    expect(reports).toHaveLength(6)
  })

  it('does not begin where failures are rare', async () => {
    const { fail, told, clock } = await createFailing()
    for (let time = 0; time < 20; time++) {
      await fail(1)
      await clock.advance('16s')
    }
    expect(told).toEqual([])
  })

  it('lasts twice as long after each trial that fails, five minutes at most', async () => {
    const { fail, told, clock, state } = await createFailing()
    await fail(5)
    const lengths = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    for (const [index, seconds] of lengths.entries()) {
      expect(told[index]).toContain(`for ${seconds} s`)
      await clock.advance(seconds * 1_000 - 1)
      await fail(3)
      expect(state.calls).toBe(5 + index)
      await clock.advance(1)
      await fail(3)
      expect(state.calls).toBe(6 + index)
    }
  })

  it('begins once, however many calls were under way', async () => {
    const rig = createRig()
    await rig.host.use(
      plugin('faulty', ({ hooks }) => void hooks.received.tap(() => Promise.reject(new Error('no luck')))),
    )
    await Promise.all(Array.from({ length: 50 }, () => rig.receive('x').catch(() => {})))
    const told = rig.reports.filter(({ code }) => code === QUARANTINED)
    expect(told).toHaveLength(1)
    expect(rig.reports).toHaveLength(51)
  })

  it('ends with a trial that succeeds, and starts anew with the shortest time', async () => {
    const { fail, told, clock, receive, state, host } = await createFailing()
    await fail(5)
    await clock.advance('1s')
    await fail(1)
    expect(told[1]).toContain('for 2 s')
    await clock.advance('2s')
    state.failing = false
    await receive('x')
    expect(host.reports()[0]?.state).toBe('active')
    state.failing = true
    await fail(4)
    expect(told).toHaveLength(2)
    await fail(1)
    expect(told[2]).toContain('for 1 s')
  })

  it('does not end because another hook goes well', async () => {
    const { fail, told, clock, hooks, host } = await createFailing()
    await fail(5)
    await clock.advance('1s')
    hooks.queued.call('x', 'enqueued')
    expect(host.reports()[0]?.state).toBe('quarantined')
    await fail(1)
    expect(told[1]).toContain('for 2 s')
  })

  it('takes no timer', async () => {
    const { fail, clock } = await createFailing()
    const before = clock.pending
    await fail(10)
    expect(clock.pending).toBe(before)
  })
})
