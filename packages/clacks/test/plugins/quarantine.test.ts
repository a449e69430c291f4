import { describe, expect, it } from 'vitest'
import { setInputSource } from '../../src/hooks/input-source.js'
import { createRig, peerAt, plugin } from './rig.js'

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
  it('begins with the fifth failure within a minute, is reported once, and lets no message pass that the plugin decides about', async () => {
    const { fail, reported, receive, state, host, reports } = await createFailing()
    await fail(4)
    expect(reported).toEqual([])
    expect(host.reports()[0]?.state).toBe('active')
    await fail(1)
    expect(reported).toEqual([expect.stringContaining('[faulty:received] Quarantined')])
    expect(reported[0]).toContain('for 1 s')
    expect(host.reports()[0]).toMatchObject({ state: 'quarantined', calls: 5, failures: 5 })
    await expect(receive('refused')).rejects.toMatchObject({ code: QUARANTINED })
    expect(state.calls).toBe(5)
    expect(reports).toHaveLength(6)
  })

  it('lets messages pass without a tap that only looks', async () => {
    const { host, receive } = createRig()
    const setup: Parameters<typeof plugin>[1] = ({ hooks }) => {
      hooks.received.tap({ decides: false }, () => {
        throw new Error('no luck')
      })
    }
    await host.use(plugin('looks', setup))
    for (let time = 0; time < 5; time++) await receive('x').catch(() => {})
    expect(host.reports()[0]?.state).toBe('quarantined')
    expect((await receive('passes')).reception.message).toBe('passes')
  })

  it('admits no address, unless the tap only looks', async () => {
    const { host, hooks } = createRig()
    const failing = (name: string, options: { decides?: boolean }) =>
      plugin(name, (ctx) => {
        ctx.hooks.admitPeer.tap(options, () => {
          throw new Error('no luck')
        })
      })
    const admit = () => hooks.admitPeer.call({ hostname: 'x', port: 1 })
    await host.use(failing('looks', { decides: false }))
    for (let time = 0; time < 6; time++) expect(admit()).toBeUndefined()
    await host.use(failing('guards', {}))
    for (let time = 0; time < 6; time++) expect(admit()).toBe(false)
    expect(host.reports().map(({ state }) => state)).toEqual(['quarantined', 'quarantined'])
    expect(host.reports()[1]).toMatchObject({ calls: 5 })
  })

  it('does not begin because of the messages of one source, however many fail', async () => {
    const { receive, host, sources, clock, state } = await createFailing()
    for (let time = 0; time < 50; time++) await receive('bad', '192.0.2/24').catch(() => {})
    expect([host.reports()[0]?.state, state.calls, sources.length]).toEqual(['active', 50, 50])
    for (let range = 0; range < 4; range++) await receive('bad', `10.0.${range}/24`).catch(() => {})
    expect(host.reports()[0]?.state).toBe('quarantined')
    // Nor does it last longer because of them.
    await clock.advance('1s')
    for (let time = 0; time < 50; time++) await receive('bad', '192.0.2/24').catch(() => {})
    state.failing = false
    await receive('good')
    expect(host.reports()[0]?.state).toBe('active')
  })

  it('does not begin because of messages of many sources while others succeed', async () => {
    const { receive, host, state } = await createFailing()
    for (let range = 0; range < 50; range++) {
      state.failing = range % 4 !== 0
      await receive('x', `10.0.${range}/24`).catch(() => {})
    }
    expect(host.reports()[0]?.state).toBe('active')
  })

  it('does not begin because of queued messages of one source', async () => {
    const { host, hooks, sources } = createRig()
    await host.use(
      plugin('record', (ctx) => {
        ctx.hooks.queued.tap(() => {
          throw new Error('no luck')
        })
      }),
    )
    for (let time = 0; time < 10; time++) {
      const sender = peerAt('a.example', 80)
      setInputSource(sender, '192.0.2/24')
      hooks.queued.call('x', 'received', sender, '"x"')
    }
    expect([host.reports()[0]?.state, sources.length]).toEqual(['active', 10])
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
