import { expect, it } from 'vitest'
import { Deadline } from '../../src/plugins/deadlines.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { Supervision } from '../../src/plugins/supervision.js'
import { Tap } from '../../src/plugins/tap.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { createRig } from './rig.js'

it('a tap that nobody watches is called as it is: nothing stands between', () => {
  const clock = new VirtualClock()
  const owner = {
    id: 'x',
    name: 'x',
    requires: [],
    conflicts: [],
    before: [],
    after: [],
    serving: true,
    going: false,
    supervision: new Supervision('x', clock, () => {}),
  }
  const fn = (): string => 'result'
  const deadline = new Deadline(clock, 1_000)
  const tap = new Tap({ hook: 'queued', owner, stage: 0, before: [], after: [], sequence: 0, deadline, fn })
  expect(tap.fn).toBe(fn)
  tap.watch((_, __, call) => call())
  expect(tap.fn).not.toBe(fn)
  expect(tap.fn()).toBe('result')
  tap.watch(undefined)
  expect(tap.fn).toBe(fn)
})

it('whoever watches sees the taps that are there and those that come, in their order, until it ends', async () => {
  const { host, receive } = createRig()
  const say = (name: string) =>
    definePlugin({
      name,
      setup: (ctx) => {
        ctx.hooks.received.tap((reception) => {
          reception.message += name
        })
      },
    })()
  await host.use(say('a'))
  const seen: string[] = []
  host.watch(({ owner, hook }, [subject], call) => {
    const result = call()
    seen.push(`${hook} ${owner.id} ${Object(subject).message}`)
    return result
  })
  await host.use(say('b'))
  expect((await receive('-')).reception.message).toBe('-ab')
  host.watch(undefined)
  expect((await receive('+')).reception.message).toBe('+ab')
  expect(seen).toEqual(['received a -a', 'received b -ab'])
})
