import { describe, expect, it } from 'vitest'
import type { PluginContext } from '../../src/plugins/plugin.js'
import { systemRandom } from '../../src/random.js'
import { createRig, deferred, plugin, turn } from './rig.js'

/** The context of a plugin in use. */
async function contextOf(rig: ReturnType<typeof createRig>, id = 'x'): Promise<PluginContext> {
  let context: PluginContext | undefined
  await rig.host.use(
    plugin(id, (ctx) => {
      context = ctx
    }),
  )
  if (context === undefined) throw new Error('the setup did not run')
  return context
}

describe('the context of a plugin', () => {
  it('has its id, the node, and a log that carries the id', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    expect(ctx.id).toBe('x')
    ctx.node.enqueue('x')
    expect(rig.node.peek()).toEqual(['x'])
    ctx.log.info('hello')
    expect(rig.lines).toContain('x: hello')
  })

  it('has a node without tapable hooks, life cycle and control over plugins', async () => {
    const { node } = await contextOf(createRig())
    const members: PropertyKey[] = []
    for (let each: object | null = node; each !== null && each !== Object.prototype; ) {
      members.push(...Reflect.ownKeys(each))
      each = Reflect.getPrototypeOf(each)
    }
    expect(members.sort()).toEqual([
      'addPeer',
      'address',
      'announce',
      'constructor',
      'enqueue',
      'enqueueJson',
      'fingerprint',
      'getOptions',
      'getPeer',
      'getPeers',
      'ignore',
      'inFlightJson',
      'inFlightMessages',
      'isEmpty',
      'measurements',
      'peek',
      'peekJson',
      'plugins',
      'service',
      'statistics',
      'unignore',
    ])
  })

  it('has the time and the randomness of the node', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    await rig.clock.advance('5s')
    expect(ctx.clock.now()).toBe(rig.clock.now())
    expect(ctx.random).toBe(systemRandom)
  })

  it('runs a task repeatedly, but not while it is still running', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const gate = deferred()
    const moments: number[] = []
    ctx.every(1_000, () => {
      moments.push(rig.clock.monotonic())
      return moments.length === 2 ? gate.promise : undefined
    })
    await rig.clock.advance('5s')
    expect(moments).toEqual([1_000, 2_000])
    gate.resolve()
    await rig.clock.advance('2s')
    expect(moments).toEqual([1_000, 2_000, 6_000, 7_000])
  })

  it('reports a task that fails, and runs it again', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    let runs = 0
    const stop = ctx.every(1_000, () => {
      runs++
      throw new Error('no luck')
    })
    await rig.clock.advance('3s')
    stop()
    await rig.clock.advance('3s')
    expect(runs).toBe(3)
    expect(rig.reports.map(({ plugin: id, hook }) => `${id} ${hook}`)).toEqual([
      'x every',
      'x every',
      'x every',
    ])
    expect(rig.clock.pending).toBe(0)
  })

  it.each([0, -1, Number.NaN])('refuses to run a task every %d ms', async (milliseconds) => {
    const ctx = await contextOf(createRig())
    expect(() => ctx.every(milliseconds, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_OPTION' }),
    )
  })

  it('runs a task once, after a delay', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const moments: number[] = []
    ctx.after(1_000, () => moments.push(rig.clock.monotonic()))
    ctx.after(0, () => moments.push(rig.clock.monotonic()))
    await rig.clock.advance('5s')
    expect(moments).toEqual([0, 1_000])
    expect(rig.clock.pending).toBe(0)
  })

  it('does not run a delayed task that was cancelled, or whose plugin was removed', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const cancel = ctx.after(1_000, () => expect.unreachable())
    ctx.after(1_000, () => expect.unreachable())
    cancel()
    cancel()
    await rig.host.remove('x')
    expect(rig.clock.pending).toBe(0)
    await rig.clock.advance('5s')
    expect(rig.reports).toEqual([])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no luck')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no luck'))],
  ])('reports a delayed task that %s', async (_how, task) => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    ctx.after(1_000, task)
    await rig.clock.advance('2s')
    expect(rig.reports.map(({ plugin: id, hook }) => `${id} ${hook}`)).toEqual(['x after'])
  })

  it.each([-1, Number.NaN])('refuses to run a task after %d ms', async (milliseconds) => {
    const ctx = await contextOf(createRig())
    expect(() => ctx.after(milliseconds, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_OPTION' }),
    )
  })

  it('waits for a running delayed task when it is closed', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const gate = deferred()
    const steps: string[] = []
    ctx.onClose(() => void steps.push('closed'))
    ctx.after(1_000, () => gate.promise.then(() => steps.push('task ends')))
    await rig.clock.advance('1s')
    const removed = rig.host.remove('x')
    gate.resolve()
    await removed
    expect(steps).toEqual(['task ends', 'closed'])
  })

  it('aborts a running task when it is closed, and waits for it', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    const steps: string[] = []
    ctx.onClose(() => void steps.push('closed'))
    ctx.every(1_000, async () => {
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
      await turn()
      steps.push('task ends')
    })
    await rig.clock.advance('1s')
    await rig.host.remove('x')
    expect(steps).toEqual(['task ends', 'closed'])
  })

  it('refuses what would outlive a removed plugin, but still runs onClose', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    await rig.host.remove('x')
    const gone = expect.objectContaining({
      code: 'ERR_CLACKS_STATE',
      message: expect.stringContaining('Plugin "x" was removed'),
    })
    expect(() => ctx.hooks.queued.tap(() => {})).toThrow(gone)
    expect(() => ctx.every(1, () => {})).toThrow(gone)
    ctx.after(1, () => expect.unreachable())
    expect(rig.clock.pending).toBe(0)
    expect(() => ctx.provide('thing', 1)).toThrow(gone)
    expect(() => ctx.inject('thing')).toThrow(gone)
    let closed = 0
    ctx.onClose(() => void closed++)
    expect(closed).toBe(1)
  })

  it('provides services to the application that embeds the node, until it is removed', async () => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    ctx.provide('thing', 7)
    expect(rig.host.service('thing')).toBe(7)
    expect(rig.host.service('nothing')).toBeUndefined()
    await rig.host.remove('x')
    expect(rig.host.service('thing')).toBeUndefined()
  })

  it.each([
    ['an unknown name', { before: 'loger' }, 'ERR_CLACKS_PLUGIN_ORDER'],
    ['an invalid time limit', { timeoutMs: 0 }, 'ERR_CLACKS_OPTION'],
    ['an invalid stage', { stage: Number.NaN }, 'ERR_CLACKS_OPTION'],
  ])('refuses a tap with %s', async (_name, options, code) => {
    const rig = createRig()
    const ctx = await contextOf(rig)
    expect(() => ctx.hooks.queued.tap(options, () => {})).toThrow(expect.objectContaining({ code }))
    expect(rig.hooks.queued.isUsed()).toBe(false)
  })

  it('refuses a tap that completes a cycle, and keeps the others', async () => {
    const rig = createRig()
    const [a, b] = [await contextOf(rig, 'a'), await contextOf(rig, 'b')]
    const seen: string[] = []
    a.hooks.queued.tap({ after: 'b' }, () => void seen.push('a'))
    b.hooks.queued.tap(() => void seen.push('b'))
    expect(() => b.hooks.queued.tap({ after: 'a' }, () => {})).toThrow(
      expect.objectContaining({
        code: 'ERR_CLACKS_PLUGIN_ORDER',
        message: expect.stringContaining('a -> b -> a'),
      }),
    )
    rig.hooks.queued.call('x', 'enqueued', undefined, '"x"')
    expect(seen).toEqual(['b', 'a'])
  })

  it('refuses a cycle while plugins are set up, and removes the taps of one that failed', async () => {
    const { host } = createRig()
    const b = plugin('b', ({ hooks }) => {
      hooks.queued.tap({ before: 'a' }, () => {})
      throw new Error('no luck')
    })
    const a = (before: string) => plugin('a', ({ hooks }) => void hooks.queued.tap({ before }, () => {}))
    await host.use(a('?b'))
    await expect(host.use(b)).rejects.toMatchObject({ cause: { code: 'ERR_CLACKS_PLUGIN_ORDER' } })
    await host.use(a('?nobody'))
    await expect(host.use(b)).rejects.toThrow('no luck')
    await host.use(a('?b'))
  })

  it('refuses a tap that would break the current order, though not the next one', async () => {
    const { host, hooks } = createRig()
    const gate = deferred()
    const seen: string[] = []
    let tapLate = (): void => {}
    const x = (tap: PluginContext['hooks']['queued']['tap'] | undefined): void => {
      tap?.({ before: 'y' }, () => void seen.push('x'))
    }
    await host.useAll([
      plugin('x', (ctx) => x(ctx.hooks.queued.tap)),
      plugin('y', (ctx) => {
        ctx.hooks.queued.tap(() => void seen.push('y'))
        tapLate = () => void ctx.hooks.queued.tap({ before: 'x' }, () => void seen.push('late'))
      }),
    ])
    const using = host.use(plugin('x', () => gate.promise))
    await turn()
    expect(tapLate).toThrow('x -> y -> x')
    gate.resolve()
    await using
    tapLate()
    hooks.queued.call('message', 'enqueued', undefined, '"message"')
    expect(seen).toEqual(['y', 'late'])
  })
})

describe('services', () => {
  it('can be injected by plugins that are set up later', async () => {
    const { host } = createRig()
    const got: unknown[] = []
    await host.useAll([
      plugin('uses', (ctx) => void got.push(ctx.inject('answer')), { requires: ['gives'] }),
      plugin('gives', (ctx) => ctx.provide('answer', 42)),
    ])
    expect(got).toEqual([42])
  })

  it('suggest the nearest name if one is missing', async () => {
    const { host } = createRig()
    await host.use(plugin('gives', (ctx) => ctx.provide('storage', {})))
    const uses = plugin('uses', (ctx) => void ctx.inject('storge'))
    await expect(host.use(uses)).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_SETUP',
      cause: {
        code: 'ERR_CLACKS_SERVICE_MISSING',
        message: expect.stringContaining('Did you mean "storage"?'),
      },
    })
  })

  it('have one provider', async () => {
    const { host } = createRig()
    await host.use(plugin('one', (ctx) => ctx.provide('thing', 1)))
    await expect(host.use(plugin('two', (ctx) => ctx.provide('thing', 2)))).rejects.toMatchObject({
      cause: {
        code: 'ERR_CLACKS_SERVICE_DUPLICATE',
        message: expect.stringContaining('plugin "one" already provides it'),
      },
    })
  })

  it('are renewed for all plugins that use them, directly or indirectly, when their provider is replaced', async () => {
    const { host } = createRig()
    const steps: string[] = []
    const gives = (version: number) => plugin('gives', (ctx) => ctx.provide('number', version))
    const passes = plugin('passes', (ctx) => {
      ctx.provide('text', `number ${ctx.inject('number')}`)
    })
    const shows = plugin('shows', (ctx) => {
      const text = String(ctx.inject('text'))
      steps.push(`+${text}`)
      return () => void steps.push(`-${text}`)
    })
    const apart = plugin('apart', () => void steps.push('apart'))
    await host.useAll([gives(1), passes, shows, apart])
    await host.use(gives(2))
    expect(steps).toEqual(['+number 1', 'apart', '+number 2', '-number 1'])
    expect(host.reports()).toHaveLength(4)
  })

  it('stay unchanged if the setup of a plugin that uses them fails with the new one', async () => {
    const { host } = createRig()
    const gives = (version: number) => plugin('gives', (ctx) => ctx.provide('number', version))
    const uses = plugin('uses', (ctx) => {
      if (ctx.inject('number') === 2) throw new Error('not 2')
    })
    await host.useAll([gives(1), uses])
    await expect(host.use(gives(2))).rejects.toMatchObject({
      plugin: 'uses',
      code: 'ERR_CLACKS_PLUGIN_SETUP',
    })
    const got: unknown[] = []
    await host.use(plugin('asks', (ctx) => void got.push(ctx.inject('number'))))
    expect(got).toEqual([1])
  })
})
