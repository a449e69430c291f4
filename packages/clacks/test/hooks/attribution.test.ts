import { describe, expect, it } from 'vitest'
import { PluginError } from '../../src/errors.js'
import { HOOK_NAMES } from '../../src/hooks/hook-table.js'
import { createHooks, type Hooks, isHookUsed } from '../../src/hooks/hooks.js'
import { drop } from '../../src/hooks/verdict.js'
import { receptionOf, turn } from '../plugins/rig.js'

function create(): { hooks: Hooks; reports: string[] } {
  const reports: string[] = []
  const hooks = createHooks((error: PluginError) => {
    reports.push(`${error.plugin} ${error.hook} ${error.code}`)
  })
  return { hooks, reports }
}

const fail = (): never => {
  throw new Error('no luck')
}

describe('a raw tap', () => {
  it('is absent until one is added', () => {
    const { hooks } = create()
    expect(Object.keys(hooks)).toEqual(HOOK_NAMES)
    expect(HOOK_NAMES.filter((name) => isHookUsed(hooks, name))).toEqual([])
    expect(Object.values(hooks).filter((hook) => hook.isUsed())).toEqual([])
  })

  it.each([
    ['a function', (hooks: Hooks) => hooks.received.tap('app', fail)],
    [
      'an async function in tap()',
      (hooks: Hooks) =>
        hooks.received.tap(
          'app',
          Object.assign(async () => fail()),
        ),
    ],
    [
      'a function that returns a promise in tap()',
      (hooks: Hooks) =>
        hooks.received.tap(
          'app',
          Object.assign(() => Promise.resolve().then(fail)),
        ),
    ],
    ['tapPromise()', (hooks: Hooks) => hooks.received.tapPromise('app', async () => fail())],
    ['tapPromise() that throws', (hooks: Hooks) => hooks.received.tapPromise('app', fail)],
    ['tapAsync() that throws', (hooks: Hooks) => hooks.received.tapAsync('app', fail)],
    [
      'tapAsync() that calls back',
      (hooks: Hooks) => hooks.received.tapAsync('app', (_, done) => done(new Error('no luck'))),
    ],
    ['an async function in tapAsync()', (hooks: Hooks) => hooks.received.tapAsync('app', async () => fail())],
    ['withOptions()', (hooks: Hooks) => hooks.received.withOptions({ stage: 1 }).tap('app', fail)],
  ])('fails with its name: %s', async (_name, tap) => {
    const { hooks, reports } = create()
    tap(hooks)
    await expect(hooks.received.promise(receptionOf('x'))).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_FAILED',
      plugin: 'app',
      hook: 'received',
      cause: expect.objectContaining({ message: 'no luck' }),
    })
    expect(reports).toEqual(['app received ERR_CLACKS_PLUGIN_FAILED'])
  })

  it('is named in a failure that it passes on from another tap', async () => {
    const { hooks } = create()
    const other = new PluginError('ERR_CLACKS_PLUGIN_FAILED', 'other', 'received', 'no luck')
    hooks.received.tap('app', () => {
      throw other
    })
    await expect(hooks.received.promise(receptionOf('x'))).rejects.toMatchObject({
      plugin: 'app',
      cause: other,
    })
  })

  it('is awaited however it returns its promise, and its verdict counts', async () => {
    const { hooks } = create()
    const steps: string[] = []
    hooks.received.tap(
      'a',
      Object.assign(async () => {
        await turn()
        steps.push('a')
      }),
    )
    hooks.received.tap(
      'b',
      Object.assign(() =>
        turn().then(() => {
          steps.push('b')
          return drop('enough')
        }),
      ),
    )
    hooks.received.tap('c', () => void steps.push('c'))
    expect(await hooks.received.promise(receptionOf('x'))).toEqual(drop('enough'))
    expect(steps).toEqual(['a', 'b'])
  })

  it('keeps its position by stage and before', async () => {
    const { hooks } = create()
    const order: string[] = []
    hooks.started.tap('b', () => void order.push('b'))
    hooks.started.tapPromise({ name: 'a', before: 'b' }, async () => void order.push('a'))
    hooks.started.tap({ name: 'c', stage: -1 }, () => void order.push('c'))
    await hooks.started.promise()
    expect(order.join(' ')).toBe('c a b')
  })

  it('that calls back twice continues once', async () => {
    const { hooks } = create()
    let calls = 0
    hooks.received.tapAsync('twice', (_, done) => {
      done()
      done()
    })
    hooks.received.tap('next', () => void calls++)
    await hooks.received.promise(receptionOf('x'))
    await turn()
    expect(calls).toBe(1)
  })

  it('of an observing hook does not stop other taps if it fails', async () => {
    const { hooks, reports } = create()
    const seen: unknown[] = []
    hooks.queued.tap('sync', fail)
    hooks.queued.tap(
      'async',
      Object.assign(async () => fail()),
    )
    hooks.queued.tap('sees', (message) => void seen.push(message))
    hooks.queued.call('x', 'received', undefined, '"x"')
    hooks.started.tap('start', fail)
    await hooks.started.promise()
    expect(seen).toEqual(['x'])
    expect(reports.sort()).toEqual([
      'async queued ERR_CLACKS_PLUGIN_FAILED',
      'start started ERR_CLACKS_PLUGIN_FAILED',
      'sync queued ERR_CLACKS_PLUGIN_FAILED',
    ])
  })

  it('cannot be async on admitPeer', () => {
    const { hooks, reports } = create()
    hooks.admitPeer.tap(
      'late',
      Object.assign(async () => false),
    )
    expect(hooks.admitPeer.call({ hostname: 'x', port: 1 })).toBeUndefined()
    hooks.admitPeer.tap('no', () => false)
    expect(hooks.admitPeer.call({ hostname: 'x', port: 1 })).toBe(false)
    expect(reports).toEqual(Array.from({ length: 2 }, () => 'late admitPeer ERR_CLACKS_PLUGIN_FAILED'))
  })
})
