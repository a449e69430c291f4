import { expect, it } from 'vitest'
import { Deadline } from '../../src/plugins/deadlines.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { Supervision } from '../../src/plugins/supervision.js'
import { Tap } from '../../src/plugins/tap.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { createRig, letter } from './rig.js'

it('a tap without an interceptor is called directly', () => {
  const clock = new VirtualClock()
  const owner = {
    id: 'x',
    name: 'x',
    requires: [],
    conflicts: [],
    before: [],
    after: [],
    active: true,
    leaving: false,
    supervision: new Supervision('x', clock, () => {}),
  }
  const fn = (): string => 'result'
  const deadline = new Deadline(clock, 1_000)
  const tap = new Tap({
    hook: 'queued',
    owner,
    stage: 0,
    before: [],
    after: [],
    sequence: 0,
    deadline,
    decides: true,
    fn,
  })
  expect(tap.fn).toBe(fn)
  tap.intercept((_, __, call) => call())
  expect(tap.fn).not.toBe(fn)
  expect(tap.fn()).toBe('result')
  tap.intercept(undefined)
  expect(tap.fn).toBe(fn)
})

it('an interceptor gets the calls of present and future taps, in order, until it is removed', async () => {
  const { host, receive } = createRig()
  const append = (name: string) =>
    definePlugin({
      name,
      setup: (ctx) => {
        ctx.hooks.received.tap((reception) => {
          reception.message += name
        })
      },
    })()
  await host.use(append('a'))
  const seen: string[] = []
  const remove = host.interceptTaps(({ owner, hook }, [subject], call) => {
    const result = call()
    seen.push(`${hook} ${owner.id} ${Object(subject).message}`)
    return result
  })
  await host.use(append('b'))
  expect((await receive('-')).reception.message).toBe('-ab')
  remove()
  expect((await receive('+')).reception.message).toBe('+ab')
  expect(seen).toEqual(['received a -a', 'received b -ab'])
})

it('several interceptors are nested and removed one by one', async () => {
  const { host, receive } = createRig()
  await host.use(letter('a'))
  const calls: string[] = []
  const remove = ['inner', 'outer'].map((name) =>
    host.interceptTaps((_tap, _args, call) => {
      calls.push(name)
      return call()
    }),
  )
  await receive('-')
  expect(calls).toEqual(['outer', 'inner'])
  remove[0]?.()
  await receive('-')
  expect(calls).toEqual(['outer', 'inner', 'outer'])
})
