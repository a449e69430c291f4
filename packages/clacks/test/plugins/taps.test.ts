import { describe, expect, it } from 'vitest'
import { PluginError } from '../../src/errors.js'
import { drop, hold, reject, split } from '../../src/hooks/verdict.js'
import { createRig, deferred, letter, peerAt, plugin, turn } from './rig.js'

describe('taps of a deciding hook', () => {
  it('leave the raw hook unused if there are none', async () => {
    const { hooks, host } = createRig()
    await host.use(plugin('idle', () => {}))
    expect(Object.values(hooks).some((hook) => hook.isUsed())).toBe(false)
    await host.use(letter('a'))
    await host.use(letter('b'))
    expect(hooks.received.taps).toHaveLength(1)
    expect(hooks.queued.isUsed()).toBe(false)
  })

  it('run one after the other in order, both sync and async', async () => {
    const { host, receive } = createRig()
    const slow = plugin('b', ({ hooks }) => {
      hooks.received.tap(async (reception) => {
        await turn()
        reception.message += 'b'
      })
    })
    await host.useAll([letter('d'), slow, letter('c'), letter('a')])
    expect((await receive('-')).reception.message).toBe('-abcd')
  })

  it('follow the constraints of plugins and taps', async () => {
    const { host, receive } = createRig()
    const a = plugin('a', ({ hooks }) => {
      const write = (text: string) => (reception: { message: unknown }) => {
        reception.message += text
      }
      hooks.received.tap({ stage: 5 }, write('5'))
      hooks.received.tap({ after: 'z' }, write('after z '))
      hooks.received.tap(write('a'))
      hooks.received.tap({ before: ['b', '?nobody'] }, write('before b '))
    })
    await host.useAll([a, letter('b', { before: ['a'] }), letter('z', { before: ['b'] })])
    expect((await receive('')).reception.message).toBe('before b zbafter z a5')
  })

  it.each([
    ['drop', drop('enough')],
    ['reject', reject(403, 'not you')],
    ['split', split(['x', 'y'])],
  ])('stop at a tap that returns %s()', async (_name, verdict) => {
    const { host, receive, reports } = createRig()
    const runner = plugin('b', ({ hooks }) => void hooks.received.tap(() => verdict))
    await host.useAll([letter('a'), runner, letter('c')])
    const { reception, verdict: given } = await receive('-')
    expect(given).toBe(verdict)
    expect(reception.message).toBe('-a')
    expect(reports).toEqual([])
  })

  it.each([null, undefined, false, ''])('drop a message that one of them set to %j', async (nothing) => {
    const { host, receive } = createRig()
    const remover = plugin('b', ({ hooks }) => {
      hooks.received.tap((reception) => {
        reception.message = nothing
      })
    })
    await host.useAll([letter('a'), remover, letter('c')])
    const { reception, verdict } = await receive('-')
    expect(verdict).toEqual(drop('message removed by b'))
    expect(reception.message).toBe(nothing)
  })

  it('pass on 0, which is a message', async () => {
    const { host, receive } = createRig()
    await host.use(
      plugin('zero', ({ hooks }) => {
        hooks.received.tap((reception) => {
          reception.message = 0
        })
      }),
    )
    expect((await receive('x')).verdict).toBeUndefined()
  })

  it.each([
    ['true', true],
    ['a text', 'text'],
    ['null', null],
    ['an object', {}],
    ['the verdict of another hook', hold()],
    ['an invalid status', reject(200)],
    ['a split of nothing', { ...split([]), messages: 'abc' }],
    ['a promise of true', Promise.resolve(true)],
  ])('fail if one returns %s', async (_name, value) => {
    const { host, receive, reports } = createRig()
    // As in JavaScript, without type checks.
    await host.use(plugin('odd', ({ hooks }) => void hooks.received.tap(() => value as never)))
    await expect(receive('x')).rejects.toMatchObject({
      code: 'ERR_CLACKS_VERDICT',
      plugin: 'odd',
      hook: 'received',
    })
    expect(reports).toHaveLength(1)
  })

  it('accept hold() and drop() on beforeSend, and nothing else', async () => {
    const { host, hooks } = createRig()
    const verdicts = [hold('later'), drop('enough'), undefined]
    await host.use(
      plugin('sender', (ctx) => {
        ctx.hooks.beforeSend.tap((departure) => {
          departure.message += '!'
          return verdicts.shift()
        })
      }),
    )
    const departure = { message: 'x', json: '"x"', peer: peerAt('there', 1), friend: undefined }
    expect(await hooks.beforeSend.promise(departure)).toEqual(hold('later'))
    expect(await hooks.beforeSend.promise(departure)).toEqual(drop('enough'))
    expect(await hooks.beforeSend.promise(departure)).toBeUndefined()
    expect(departure.message).toBe('x!!!')
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no luck')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no luck'))],
    [
      'rejects later',
      async () => {
        await turn()
        throw new Error('no luck')
      },
    ],
    [
      'returns a thenable that throws',
      () =>
        ({
          // biome-ignore lint/suspicious/noThenProperty: a broken thenable
          then() {
            throw new Error('no luck')
          },
        }) as never,
    ],
  ])('fail the call with the name of the plugin if one %s', async (_name, fail) => {
    const { host, receive, reports } = createRig()
    const { promise, resolve } = deferred()
    await host.useAll([
      plugin('b', ({ hooks }) => void hooks.received.tap(fail)),
      plugin('c', ({ hooks }) => void hooks.received.tap(() => resolve())),
    ])
    const error = await receive('x').then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(PluginError)
    expect(error).toMatchObject({ code: 'ERR_CLACKS_PLUGIN_FAILED', plugin: 'b', hook: 'received' })
    expect(error).toMatchObject({ message: expect.stringContaining('[b:received] no luck') })
    expect(error).toMatchObject({ cause: expect.objectContaining({ message: 'no luck' }) })
    expect(reports).toEqual([error])
    expect(await Promise.race([promise.then(() => 'called'), turn().then(() => 'not called')])).toBe(
      'not called',
    )
  })

  it.each([
    ['undefined', undefined],
    ['a text', 'text'],
    ['something that cannot be converted to text', Object.create(null)],
    ['a symbol', Symbol('odd')],
  ])('name the plugin even if %s is thrown', async (_name, thrown) => {
    const { host, receive } = createRig()
    await host.use(
      plugin('odd', ({ hooks }) => {
        hooks.received.tap(() => {
          throw thrown
        })
      }),
    )
    await expect(receive('x')).rejects.toMatchObject({ plugin: 'odd', code: 'ERR_CLACKS_PLUGIN_FAILED' })
  })

  it('have five seconds, or their own timeout', async () => {
    const { host, receive, clock, reports } = createRig()
    const late = deferred()
    await host.useAll([
      plugin('slow', ({ hooks }) => {
        hooks.received.tap({ timeoutMs: 20_000 }, ({ message }) =>
          message === 'x' ? late.promise : undefined,
        )
      }),
      plugin('slower', ({ hooks }) => {
        hooks.received.tap(({ message }) => (message === 'y' ? late.promise : undefined))
      }),
    ])
    const outcomes: string[] = []
    for (const message of ['x', 'y']) {
      receive(message).catch((error: PluginError) =>
        outcomes.push(`${error.plugin} ${error.code} ${clock.monotonic()}`),
      )
    }
    await clock.advance('1m')
    expect(outcomes).toEqual([
      'slower ERR_CLACKS_PLUGIN_TIMEOUT 5000',
      'slow ERR_CLACKS_PLUGIN_TIMEOUT 20000',
    ])
    expect(reports[0]?.message).toContain('No result within 5000 ms.')
    late.resolve()
    await turn()
    expect(reports).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  it('ignore what a late tap does, including its failure', async () => {
    const { host, receive, clock, reports } = createRig()
    const late = deferred()
    await host.use(plugin('late', ({ hooks }) => void hooks.received.tap(() => late.promise)))
    const outcome = expect(receive('x')).rejects.toThrow('No result')
    await clock.advance('5s')
    await outcome
    late.reject(new Error('too late'))
    await turn()
    expect(reports).toHaveLength(1)
  })

  it('are counted and timed per plugin', async () => {
    const { host, receive, clock } = createRig()
    const release = deferred()
    await host.useAll([
      letter('quick'),
      plugin('waits', ({ hooks }) => void hooks.received.tap(() => release.promise)),
    ])
    const received = receive('x')
    await clock.advance(1_500)
    release.resolve()
    await received
    expect(host.reports()).toMatchObject([
      {
        id: 'quick',
        name: 'quick',
        version: undefined,
        state: 'active',
        calls: 1,
        failures: 0,
        milliseconds: 0,
        seconds: { count: 1, sum: 0, counts: [1, 0, 0, 0, 0, 0, 0, 0] },
        quarantines: 0,
      },
      {
        id: 'waits',
        name: 'waits',
        version: undefined,
        state: 'active',
        calls: 1,
        failures: 0,
        milliseconds: 1500,
        seconds: { count: 1, sum: 1.5, counts: [0, 0, 0, 0, 0, 0, 1, 0] },
        quarantines: 0,
      },
    ])
  })

  it('can be removed by their plugin', async () => {
    const { host, receive } = createRig()
    let untap = (): void => {}
    await host.use(
      plugin('once', ({ hooks }) => {
        untap = hooks.received.tap((reception) => {
          reception.message += '!'
        })
      }),
    )
    expect((await receive('x')).reception.message).toBe('x!')
    untap()
    untap()
    expect((await receive('x')).reception.message).toBe('x')
  })
})

describe('a pending run', () => {
  it('skips a tap that its plugin has removed', async () => {
    const { host, receive } = createRig()
    const gate = deferred()
    let untap = (): void => {}
    const last = plugin('b', ({ hooks }) => {
      untap = hooks.received.tap((reception) => {
        reception.message += 'b'
      })
    })
    await host.useAll([plugin('a', ({ hooks }) => void hooks.received.tap(() => gate.promise)), last])
    const received = receive('-')
    untap()
    gate.resolve()
    expect((await received).reception.message).toBe('-')
  })
})

describe('taps of other hooks', () => {
  it('observe independently: a failure, sync or async, stops no other tap and is reported', async () => {
    const { host, hooks, reports, clock } = createRig()
    const seen: string[] = []
    const never = deferred()
    const failing = [
      () => {
        throw new Error('one')
      },
      () => Promise.reject(new Error('two')),
      () => never.promise,
    ]
    await host.useAll([
      ...failing.map((fail, index) => plugin(`f${index}`, (ctx) => void ctx.hooks.queued.tap(fail))),
      plugin(
        'sees',
        (ctx) => void ctx.hooks.queued.tap((message, origin) => void seen.push(`${message} ${origin}`)),
      ),
    ])
    hooks.queued.call('x', 'received', undefined, '"x"')
    expect(seen).toEqual(['x received'])
    await clock.advance('1m')
    expect(reports.map(({ plugin: id, hook, code }) => `${id} ${hook} ${code}`)).toEqual([
      'f0 queued ERR_CLACKS_PLUGIN_FAILED',
      'f1 queued ERR_CLACKS_PLUGIN_FAILED',
      'f2 queued ERR_CLACKS_PLUGIN_TIMEOUT',
    ])
    never.resolve()
    await turn()
    expect(host.reports()[2]).toMatchObject({ calls: 1, failures: 1 })
  })

  it('keep an address out of the table; one that fails or answers later keeps it out, too', async () => {
    const given = async (tap: () => never) => {
      const { host, hooks, reports } = createRig()
      await host.use(plugin('gate', (ctx) => void ctx.hooks.admitPeer.tap(tap)))
      const admitted = hooks.admitPeer.call({ hostname: 'x', port: 1 })
      return [admitted, ...reports.map(({ code }) => code)]
    }
    expect(await given(() => true as never)).toEqual([undefined])
    expect(await given(() => false as never)).toEqual([false])
    expect(await given(() => Promise.reject(new Error('late')) as never)).toEqual([
      false,
      'ERR_CLACKS_VERDICT',
    ])
    const fails = (): never => {
      throw new Error('no luck')
    }
    expect(await given(fails)).toEqual([false, 'ERR_CLACKS_PLUGIN_FAILED'])
  })

  it('are awaited one after the other on started and stopping, and a failure stops no other tap', async () => {
    const { host, hooks, reports } = createRig()
    const steps: string[] = []
    const step = (name: string, fail: boolean) =>
      plugin(name, (ctx) => {
        ctx.hooks.started.tap(async () => {
          steps.push(`${name} begins`)
          await turn()
          steps.push(`${name} ends`)
          if (fail) throw new Error('no luck')
        })
        ctx.hooks.stopping.tap(() => void steps.push(`${name} stops`))
      })
    await host.useAll([step('a', true), step('b', false)])
    await hooks.started.promise()
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    await hooks.stopping.promise()
    expect(steps.slice(4)).toEqual(['a stops', 'b stops'])
    expect(reports.map(({ plugin: id, hook }) => `${id} ${hook}`)).toEqual(['a started'])
  })

  it('receive failures; one that fails itself is not called again', async () => {
    const { host, hooks: raw, receive, reports, lines } = createRig()
    const reported: string[] = []
    await host.useAll([
      plugin(
        'fails',
        ({ hooks }) =>
          void hooks.received.tap(() => {
            throw new Error('no luck')
          }),
      ),
      plugin('listens', ({ hooks }) => {
        hooks.pluginFailed.tap((error) => {
          reported.push(`${error.plugin} ${error.hook}`)
          throw new Error('nor here')
        })
      }),
    ])
    await receive('x').catch(() => {})
    expect(reported).toEqual(['fails received'])
    expect(reports).toHaveLength(1)
    expect(lines).toEqual([expect.stringContaining('[listens:pluginFailed] nor here')])
    for (const error of Array.from({ length: 4 }, () => reports[0])) if (error) raw.pluginFailed.call(error)
    expect(reported).toHaveLength(5)
    expect(reports.slice(1).map(({ plugin: id, code }) => `${id} ${code}`)).toEqual([
      'listens ERR_CLACKS_PLUGIN_QUARANTINED',
    ])
  })
})
