import { describe, expect, it } from 'vitest'
import { createRig, plugin } from './rig.js'

const QUARANTINED = 'ERR_CLACKS_PLUGIN_QUARANTINED'

/**
 * A rig with a plugin that fails on `received` while `state.failing` is set, and succeeds on other
 * hooks.
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
  const reported: string[] = []
  rig.hooks.pluginFailed.tap('test', (error) => {
    if (error.code === QUARANTINED) reported.push(error.message)
  })
  const fail = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) await rig.receive('x').catch(() => {})
  }
  return { ...rig, state, reported, fail }
}

describe('quarantine', () => {
  it('begins with the fifth failure within a minute, is reported once, and lets messages pass', async () => {
    const { fail, reported, receive, state, host, reports } = await createFailing()
    await fail(4)
    expect(reported).toEqual([])
    expect(host.reports()[0]?.state).toBe('active')
    await fail(1)
    expect(reported).toEqual([expect.stringContaining('[faulty:received] Quarantined')])
    expect(reported[0]).toContain('for 1 s')
    expect(host.reports()[0]).toMatchObject({ state: 'quarantined', calls: 5, failures: 5 })
    expect((await receive('passes')).reception.message).toBe('passes')
    expect(state.calls).toBe(5)
    expect(reports).toHaveLength(6)
  })

  it('does not begin if failures are rare', async () => {
    const { fail, reported, clock } = await createFailing()
    for (let time = 0; time < 20; time++) {
      await fail(1)
      await clock.advance('16s')
    }
    expect(reported).toEqual([])
  })

  it('lasts twice as long after each trial that fails, five minutes at most', async () => {
    const { fail, reported, clock, state } = await createFailing()
    await fail(5)
    const lengths = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    for (const [index, seconds] of lengths.entries()) {
      expect(reported[index]).toContain(`for ${seconds} s`)
      await clock.advance(seconds * 1_000 - 1)
      await fail(3)
      expect(state.calls).toBe(5 + index)
      await clock.advance(1)
      await fail(3)
      expect(state.calls).toBe(6 + index)
    }
  })

  it('begins once, however many calls were pending', async () => {
    const rig = createRig()
    await rig.host.use(
      plugin('faulty', ({ hooks }) => void hooks.received.tap(() => Promise.reject(new Error('no luck')))),
    )
    await Promise.all(Array.from({ length: 50 }, () => rig.receive('x').catch(() => {})))
    const reported = rig.reports.filter(({ code }) => code === QUARANTINED)
    expect(reported).toHaveLength(1)
    expect(rig.reports).toHaveLength(51)
  })

  it('ends with a trial that succeeds, and starts again with the shortest duration', async () => {
    const { fail, reported, clock, receive, state, host } = await createFailing()
    await fail(5)
    await clock.advance('1s')
    await fail(1)
    expect(reported[1]).toContain('for 2 s')
    await clock.advance('2s')
    state.failing = false
    await receive('x')
    expect(host.reports()[0]?.state).toBe('active')
    state.failing = true
    await fail(4)
    expect(reported).toHaveLength(2)
    await fail(1)
    expect(reported[2]).toContain('for 1 s')
  })

  it('does not end because a call of another hook succeeds', async () => {
    const { fail, reported, clock, hooks, host } = await createFailing()
    await fail(5)
    await clock.advance('1s')
    hooks.queued.call('x', 'enqueued', undefined, '"x"')
    expect(host.reports()[0]?.state).toBe('quarantined')
    await fail(1)
    expect(reported[1]).toContain('for 2 s')
  })

  it('sets no timer', async () => {
    const { fail, clock } = await createFailing()
    const before = clock.pending
    await fail(10)
    expect(clock.pending).toBe(before)
  })
})
