import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClacksError } from '../../src/errors.js'
import { checkPlugins } from '../../src/plugins/check-plugins.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { Plugin, PluginInput } from '../../src/plugins/plugin.js'
import { appendTo, createRig, deferred, letter, plugin, turn } from './rig.js'

const idle = (name: string, relations = {}): Plugin => plugin(name, () => {}, relations)
const noPlugin = (value: unknown): PluginInput => value as PluginInput

/** A plugin that writes down what happens to it. */
function diary(name: string, steps: string[], relations = {}): Plugin {
  return plugin(
    name,
    ({ onClose }) => {
      steps.push(`+${name}`)
      onClose(() => void steps.push(`-${name}`))
    },
    relations,
  )
}

describe('using a set of plugins', () => {
  it('sets them up in the order of their constraints, and tears them down in reverse', async () => {
    const { host } = createRig()
    const steps: string[] = []
    await host.useAll([
      diary('a', steps, { requires: ['c'] }),
      diary('b', steps, { before: ['a'] }),
      diary('c', steps),
    ])
    expect(host.reports().map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    await host.close()
    expect(steps).toEqual(['+b', '+c', '+a', '-a', '-c', '-b'])
    expect(host.reports()).toEqual([])
  })

  it('gives the same order of taps whatever the order of registration', async () => {
    const plugins = [
      letter('a', { after: ['c'] }),
      letter('b'),
      letter('c', { requires: ['d'] }),
      letter('d'),
    ]
    const orders = fc.shuffledSubarray(plugins, { minLength: plugins.length })
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { host, receive } = createRig()
        await host.useAll(order)
        expect((await receive('-')).reception.message).toBe('-bdca')
      }),
      { numRuns: 24 },
    )
  })

  it('activates their taps together', async () => {
    const { host, receive } = createRig()
    const gate = deferred()
    const late = plugin('late', async (ctx) => {
      appendTo(ctx, 'late')
      await gate.promise
    })
    const using = host.useAll([letter('early'), late])
    await turn()
    expect((await receive('-')).reception.message).toBe('-')
    gate.resolve()
    await using
    expect((await receive('-')).reception.message).toBe('-earlylate')
  })

  it.each<[string, PluginInput[], string, string]>([
    [
      'a duplicate id',
      [idle('a'), idle('a')],
      'ERR_CLACKS_PLUGIN_DUPLICATE',
      '"a" is used twice with the id "a"',
    ],
    [
      'a missing requirement',
      [idle('a', { requires: ['archivr'] }), idle('archiver')],
      'ERR_CLACKS_PLUGIN_MISSING',
      '"a" requires "archivr", which is not in use. Did you mean "archiver"?',
    ],
    [
      'a conflict',
      [idle('a', { conflicts: ['b'] }), idle('b')],
      'ERR_CLACKS_PLUGIN_CONFLICT',
      '"a" cannot be used together with "b"',
    ],
    [
      'an unknown name',
      [idle('a', { before: ['loger'] }), idle('logger')],
      'ERR_CLACKS_PLUGIN_ORDER',
      '"a" names "loger" in `before`, which is not in use. Did you mean "logger"?',
    ],
    [
      'a cycle',
      [idle('a', { before: ['b'] }), idle('b', { before: ['a'] })],
      'ERR_CLACKS_PLUGIN_ORDER',
      'a -> b -> a',
    ],
    [
      'another version of clacks',
      [idle('a', { engines: { clacks: '^2.0.0' } })],
      'ERR_CLACKS_PLUGIN_ENGINE',
      '"a" requires clacks ^2.0.0, but this is clacks 1.2.3',
    ],
    ['an invalid range', [idle('a', { engines: { clacks: 'new' } })], 'ERR_CLACKS_PLUGIN_ENGINE', '"new"'],
    ['no plugin at all', [noPlugin(7)], 'ERR_CLACKS_PLUGIN', 'number is not a plugin'],
    ['a name', [noPlugin('logger')], 'ERR_CLACKS_PLUGIN', 'Import "logger"'],
    [
      'a class',
      [
        noPlugin(
          class Shout {
            apply() {}
          },
        ),
      ],
      'ERR_CLACKS_PLUGIN',
      'new Shout()',
    ],
    ['a callback', [noPlugin(function log() {})], 'ERR_CLACKS_PLUGIN', 'legacyPlugin()'],
    ['a promise', [noPlugin(Promise.resolve())], 'ERR_CLACKS_PLUGIN', 'Await it'],
    ['a bare object', [noPlugin({ name: 'x', setup() {} })], 'ERR_CLACKS_PLUGIN', 'definePlugin()'],
  ])('refuses %s, before anything runs', async (_name, inputs, code, text) => {
    const { host } = createRig()
    const steps: string[] = []
    await expect(host.useAll([diary('first', steps), ...inputs])).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    })
    expect(steps).toEqual([])
    expect(host.reports()).toEqual([])
  })

  it('accepts plugins for this version, including a prerelease', async () => {
    const { host } = createRig()
    const coming = idle('a', { engines: { clacks: '^1.0.0' } })
    expect(await checkPlugins([coming], [], '1.3.0-next.1')).toHaveLength(1)
    await host.useAll([
      idle('a', { engines: { clacks: '^1.0.0' } }),
      idle('b', { requires: ['?nobody'], after: ['?nobody'] }),
    ])
    expect(host.reports()).toHaveLength(2)
  })

  it('lists all issues at once', async () => {
    const { host } = createRig()
    const picky = definePlugin({
      name: 'picky',
      options: { type: 'object', properties: { size: { type: 'integer' } }, additionalProperties: false },
      setup() {},
    })
    const error = await host
      .useAll([
        noPlugin(7),
        picky.configure({ size: 'big', sise: 1 }),
        idle('a', { requires: ['b'], conflicts: ['picky'] }),
      ])
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
    expect(error).toBeInstanceOf(ClacksError)
    expect(error).toMatchObject({ code: 'ERR_CLACKS_PLUGINS', cause: { errors: expect.any(Array) } })
    const codes = [
      'ERR_CLACKS_PLUGIN',
      'ERR_CLACKS_PLUGIN_OPTIONS',
      'ERR_CLACKS_PLUGIN_MISSING',
      'ERR_CLACKS_PLUGIN_CONFLICT',
    ]
    expect(error).toMatchObject({ cause: { errors: codes.map((code) => expect.objectContaining({ code })) } })
    for (const code of codes) expect(String(error)).toContain(`[${code}]`)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no luck')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no luck'))],
  ])('uses none of them if a setup %s, and tears down in reverse what was set up', async (_name, fail) => {
    const { host, hooks, clock, receive } = createRig()
    const steps: string[] = []
    const half = plugin('half', (ctx) => {
      appendTo(ctx, 'half')
      ctx.every(100, () => {})
      ctx.onClose(() => void steps.push('-half'))
      return fail()
    })
    const error = await host
      .useAll([diary('a', steps), diary('b', steps), half, diary('d', steps)])
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_SETUP',
      plugin: 'half',
      hook: 'setup',
      cause: { message: 'no luck' },
    })
    expect(String(error)).toContain('[half:setup] no luck')
    expect(steps).toEqual(['+a', '+b', '-half', '-b', '-a'])
    expect(hooks.received.isUsed()).toBe(false)
    expect(clock.pending).toBe(0)
    await host.useAll([letter('a'), letter('b')])
    expect((await receive('-')).reception.message).toBe('-ab')
    expect(host.reports().map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('gives a setup ten seconds; what it opens later is closed immediately', async () => {
    const { host, clock, reports } = createRig()
    const gate = deferred()
    const steps: string[] = []
    const slow = plugin('slow', async (ctx) => {
      await gate.promise
      steps.push(`aborted: ${ctx.signal.aborted}`)
      ctx.onClose(() => void steps.push('closed'))
      try {
        ctx.hooks.received.tap(() => {})
      } catch (thrown) {
        steps.push(String(thrown))
      }
      return () => void steps.push('torn down')
    })
    const outcome = expect(host.useAll([slow])).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_TIMEOUT',
      plugin: 'slow',
      hook: 'setup',
    })
    await clock.advance('10s')
    await outcome
    gate.resolve()
    await turn()
    expect(steps).toEqual([
      'aborted: true',
      'closed',
      expect.stringContaining('Plugin "slow" was removed'),
      'torn down',
    ])
    expect(clock.pending).toBe(0)
    expect(reports).toEqual([])
  })

  it('accepts one plugin several times under different ids', async () => {
    const { host, receive } = createRig()
    const write = definePlugin({
      name: 'write',
      setup: (ctx, options) => appendTo(ctx, `${ctx.id}${options.text}`),
    })
    await host.useAll([
      write({ text: 1 }),
      write({ text: 2 }, { id: 'z' }),
      write.configure({ text: 3, id: 'a' }),
    ])
    expect((await receive('-')).reception.message).toBe('-a3write1z2')
    await host.remove('write')
    expect((await receive('-')).reception.message).toBe('-a3z2')
  })
})

describe('replacing a plugin', () => {
  it('sets up the new one first, swaps them, and tears down the old one', async () => {
    const { host, receive } = createRig()
    const steps: string[] = []
    const version = (text: string, gate?: Promise<void>): Plugin =>
      plugin('x', async (ctx) => {
        steps.push(`+${text}`)
        appendTo(ctx, text)
        await gate
        return () => void steps.push(`-${text}`)
      })
    await host.useAll([letter('a'), version('1'), letter('z')])
    const gate = deferred()
    const using = host.use(version('2', gate.promise))
    await turn()
    expect((await receive('-')).reception.message).toBe('-a1z')
    expect(steps).toEqual(['+1', '+2'])
    gate.resolve()
    await using
    expect((await receive('-')).reception.message).toBe('-a2z')
    expect(steps).toEqual(['+1', '+2', '-1'])
    expect(host.reports().map(({ id }) => id)).toEqual(['a', 'z', 'x'])
  })

  it('leaves the old one untouched if the setup of the new one fails', async () => {
    const { host, receive } = createRig()
    const signals: AbortSignal[] = []
    await host.use(
      plugin('x', (ctx) => {
        signals.push(ctx.signal)
        appendTo(ctx, 'old')
      }),
    )
    const failing = plugin('x', (ctx) => {
      appendTo(ctx, 'new')
      throw new Error('no luck')
    })
    await expect(host.use(failing)).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_SETUP' })
    expect((await receive('-')).reception.message).toBe('-old')
    expect(signals[0]?.aborted).toBe(false)
    await host.remove('x')
    expect(signals[0]?.aborted).toBe(true)
  })

  it('waits for calls that began with the old one; none is lost or doubled', async () => {
    const { host, receive, clock } = createRig()
    const gates = [deferred(), deferred()]
    const steps: string[] = []
    const version = (text: string): Plugin =>
      plugin('x', (ctx) => {
        let open = true
        ctx.hooks.received.tap(async (reception) => {
          if (!open) throw new Error('torn down')
          reception.message += text
          await gates[1]?.promise
        })
        return () => {
          open = false
          steps.push(`-${text}`)
        }
      })
    const first = plugin('a', ({ hooks }) => void hooks.received.tap(() => gates[0]?.promise))
    await host.useAll([first, version('1')])
    const under = receive('-')
    const using = host.use(version('2'))
    await turn()
    const after = receive('-')
    await clock.advance('1s')
    expect(steps).toEqual([])
    gates[0]?.resolve()
    await turn()
    expect(steps).toEqual([])
    gates[1]?.resolve()
    await using
    expect(steps).toEqual(['-1'])
    expect((await under).reception.message).toBe('-1')
    expect((await after).reception.message).toBe('-2')
  })

  it('waits for all runs that began before, whichever ends first', async () => {
    const { host, receive } = createRig()
    const [x, y] = [deferred(), deferred()]
    let untap = (): void => {}
    const steps: string[] = []
    await host.use(
      plugin('p', ({ hooks }) => {
        untap = hooks.received.tap({ stage: 1 }, () => {})
        hooks.received.tap(({ message }) => (message === 'x' ? x.promise : y.promise))
        return () => void steps.push('-p')
      }),
    )
    const first = receive('x')
    untap()
    const second = receive('y')
    const removing = host.remove('p')
    y.resolve()
    await second
    await turn()
    expect(steps).toEqual([])
    x.resolve()
    await Promise.all([first, removing])
    expect(steps).toEqual(['-p'])
  })

  it('waits for observers too', async () => {
    const { host, hooks } = createRig()
    const gate = deferred()
    const steps: string[] = []
    const slow = plugin('slow', (ctx) => {
      ctx.hooks.queued.tap(async () => {
        await gate.promise
        steps.push(`observed, aborted: ${ctx.signal.aborted}`)
      })
    })
    await host.use(slow)
    hooks.queued.call('x', 'enqueued', undefined, '"x"')
    const removing = host.remove('slow')
    await turn()
    gate.resolve()
    await removing
    expect(steps).toEqual(['observed, aborted: false'])
  })

  it('waits for the whole of `started`, where one tap runs after the other', async () => {
    const { host, hooks } = createRig()
    const gate = deferred()
    const steps: string[] = []
    await host.useAll([
      plugin('a', (ctx) => void ctx.hooks.started.tap(() => gate.promise)),
      plugin('b', (ctx) => {
        ctx.hooks.started.tap(async () => {
          await turn()
          steps.push(`started, aborted: ${ctx.signal.aborted}`)
        })
      }),
    ])
    const started = hooks.started.promise()
    const removing = host.remove('b')
    await turn()
    gate.resolve()
    await Promise.all([started, removing])
    expect(steps).toEqual(['started, aborted: false'])
  })

  it('continues after the deadline if a call of the old one never ends', async () => {
    const { host, receive, clock } = createRig()
    await host.use(plugin('x', ({ hooks }) => void hooks.received.tap(() => deferred().promise)))
    const stuck = expect(receive('-')).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_TIMEOUT' })
    const using = host.use(letter('x'))
    await clock.complete(using)
    await stuck
    expect(clock.monotonic()).toBe(5_000)
    expect((await receive('-')).reception.message).toBe('-x')
  })

  it('keeps every message while plugins come and go', async () => {
    const { host, receive, reports } = createRig()
    const counted: string[] = []
    const count = (version: number): Plugin =>
      plugin('count', ({ hooks, signal }) => {
        hooks.received.tap(async ({ message }) => {
          await turn()
          expect(signal.aborted).toBe(false)
          counted.push(`${message}`)
        })
        return version % 2 === 0 ? undefined : turn
      })
    await host.useAll([letter('a'), count(0)])
    const changes = (async () => {
      for (let version = 1; version <= 100; version++) await host.use(count(version))
    })()
    const received: Promise<unknown>[] = []
    for (let message = 0; message < 500; message++) {
      received.push(receive(`${message} `))
      if (message % 3 === 0) await turn()
    }
    await Promise.all([...received, changes])
    expect(counted.sort()).toEqual(Array.from({ length: 500 }, (_, message) => `${message} a`).sort())
    expect(reports).toEqual([])
  })

  it('makes one change at a time, in the order of the requests', async () => {
    const { host } = createRig()
    const steps: string[] = []
    const gate = deferred()
    const slow = plugin('slow', async () => {
      await gate.promise
      steps.push('+slow')
      return () => void steps.push('-slow')
    })
    const changes = [host.use(slow), host.use(diary('quick', steps)), host.remove('slow'), host.close()]
    await turn()
    gate.resolve()
    await Promise.all(changes)
    expect(steps).toEqual(['+slow', '+quick', '-slow', '-quick'])
  })

  it('is refused if others would lose what they require', async () => {
    const { host } = createRig()
    await host.useAll([idle('store'), idle('reads', { requires: ['store'] })])
    const other = definePlugin({ name: 'other', setup() {} })({}, { id: 'store' })
    await expect(host.use(other)).resolves.toBeUndefined()
    await host.close()
    await host.useAll([
      definePlugin({ name: 'store', setup() {} })({}, { id: 's' }),
      idle('reads', { requires: ['store'] }),
    ])
    await expect(
      host.use(definePlugin({ name: 'other', setup() {} })({}, { id: 's' })),
    ).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_MISSING',
    })
  })
})

describe('removing a plugin', () => {
  it('removes its taps, timers and services', async () => {
    const { host, receive, clock } = createRig()
    let runs = 0
    await host.useAll([
      letter('a'),
      plugin('b', (ctx) => {
        appendTo(ctx, 'b')
        ctx.every(100, () => void runs++)
        ctx.provide('thing', {})
        ctx.hooks.queued.tap(async () => {})
      }),
    ])
    await receive('-')
    await host.remove('b')
    expect(clock.pending).toBe(0)
    await clock.advance('1s')
    expect(runs).toBe(0)
    expect((await receive('-')).reception.message).toBe('-a')
    await expect(host.use(plugin('c', (ctx) => void ctx.inject('thing')))).rejects.toThrow(
      'No plugin provides',
    )
    await host.use(plugin('d', (ctx) => ctx.provide('thing', {})))
  })

  it('leaves no timer of a deadline', async () => {
    const { host, receive, clock } = createRig()
    await host.use(plugin('async', ({ hooks }) => void hooks.received.tap(async () => {})))
    await receive('x')
    expect(clock.pending).toBe(1)
    await host.remove('async')
    expect(clock.pending).toBe(0)
  })

  it('is refused for an unknown plugin, with the nearest name', async () => {
    const { host } = createRig()
    await host.use(idle('logger'))
    await expect(host.remove('loger')).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_UNKNOWN',
      message: expect.stringContaining('Did you mean "logger"?'),
    })
  })

  it('is refused if another requires it or has injected its service', async () => {
    const { host } = createRig()
    await host.useAll([
      plugin('store', (ctx) => ctx.provide('store', {})),
      idle('reads', { requires: ['store'] }),
      plugin('uses', (ctx) => void ctx.inject('store'), { after: ['store'] }),
    ])
    await expect(host.remove('store')).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_MISSING',
      message: expect.stringContaining('"reads", "uses"'),
    })
    await host.remove('reads')
    await expect(host.remove('store')).rejects.toThrow('"uses"')
    await host.remove('uses')
    await host.remove('store')
    expect(host.reports()).toEqual([])
  })

  it('is allowed if another of the same name satisfies the requirement', async () => {
    const { host } = createRig()
    const store = definePlugin({ name: 'store', setup() {} })
    await host.useAll([
      store({}, { id: 'one' }),
      store({}, { id: 'two' }),
      idle('reads', { requires: ['store'] }),
    ])
    await host.remove('one')
    await expect(host.remove('two')).rejects.toMatchObject({ code: 'ERR_CLACKS_PLUGIN_MISSING' })
  })

  it('tears down in reverse order, waits up to five seconds for each step, and reports failures', async () => {
    const { host, clock, reports } = createRig()
    const steps: string[] = []
    await host.use(
      plugin('x', ({ onClose, signal }) => {
        signal.addEventListener('abort', () => steps.push('aborted'))
        onClose(() => void steps.push('first'))
        onClose(() => {
          throw new Error('no luck')
        })
        onClose(() => deferred().promise)
        onClose(async () => {
          await Promise.resolve()
          steps.push('last')
        })
        return () => void steps.push('returned')
      }),
    )
    await clock.complete(host.remove('x'))
    expect(steps).toEqual(['aborted', 'returned', 'last', 'first'])
    expect(reports.map(({ code, hook, plugin: id }) => `${id} ${hook} ${code}`)).toEqual([
      'x teardown ERR_CLACKS_PLUGIN_TIMEOUT',
      'x teardown ERR_CLACKS_PLUGIN_FAILED',
    ])
    expect(clock.monotonic()).toBe(5_000)
  })
})
