import { describe, expect, it } from 'vitest'
import { Deadlines, TimedCall, within } from '../../src/plugins/deadlines.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { deferred } from './rig.js'

class Call extends TimedCall {
  readonly #clock: VirtualClock
  expired: number | undefined

  constructor(clock: VirtualClock) {
    super()
    this.#clock = clock
  }
  override expire(): void {
    this.expired = this.#clock.monotonic()
  }
}

describe('deadlines', () => {
  it('end each call exactly on time, with one timer for all', async () => {
    const clock = new VirtualClock()
    const deadline = new Deadlines(clock).of(100)
    const calls: Call[] = []
    for (let begun = 0; begun < 5; begun++) {
      const call = new Call(clock)
      deadline.begin(call, clock.monotonic())
      calls.push(call)
      await clock.advance(10)
    }
    expect(clock.pending).toBe(1)
    await clock.advance('1s')
    expect(calls.map(({ expired }) => expired)).toEqual([100, 110, 120, 130, 140])
    expect(clock.pending).toBe(0)
  })

  it('do not affect a call that ended in time, whichever of several it is', async () => {
    const clock = new VirtualClock()
    const deadline = new Deadlines(clock).of(100)
    const calls = Array.from({ length: 4 }, () => new Call(clock))
    for (const call of calls) deadline.begin(call, 0)
    for (const index of [0, 2, 3]) deadline.end(calls[index] ?? new Call(clock))
    await clock.advance('1s')
    expect(calls.map(({ expired }) => expired)).toEqual([undefined, 100, undefined, undefined])
  })

  it('do not set a timer per call, and release it on request unless a call is pending', async () => {
    const clock = new VirtualClock()
    const deadlines = new Deadlines(clock)
    const [call, other] = [new Call(clock), new Call(clock)]
    deadlines.of(100).begin(call, 0)
    deadlines.of(100).end(call)
    deadlines.of(100).begin(other, 0)
    expect(clock.pending).toBe(1)
    deadlines.cancelIdleTimers()
    expect(clock.pending).toBe(1)
    deadlines.of(100).end(other)
    deadlines.cancelIdleTimers()
    expect(clock.pending).toBe(0)
    deadlines.of(100).begin(other, 0)
    await clock.advance(100)
    expect(other.expired).toBe(100)
  })

  it('can be disabled', async () => {
    const clock = new VirtualClock()
    const call = new Call(clock)
    new Deadlines(clock).of(Infinity).begin(call, 0)
    expect(clock.pending).toBe(0)
    await clock.advance('1h')
    expect(call.expired).toBeUndefined()
  })
})

describe('within', () => {
  it('passes on a value or failure that is in time, and leaves no timer', async () => {
    const clock = new VirtualClock()
    const late = (): Error => new Error('late')
    expect(await within(clock, 100, () => 7, late)).toBe(7)
    await expect(within(clock, 100, () => Promise.reject(new Error('no')), late)).rejects.toThrow('no')
    const thrown = within(
      clock,
      100,
      () => {
        throw new Error('at once')
      },
      late,
    )
    await expect(thrown).rejects.toThrow('at once')
    expect(clock.pending).toBe(0)
  })

  it('rejects when the time is up, and passes a late value to its callback', async () => {
    const clock = new VirtualClock()
    const { promise, resolve } = deferred<string>()
    const late: string[] = []
    const waiting = within(
      clock,
      100,
      () => promise,
      () => new Error('late'),
      (value) => late.push(value),
    )
    const outcome = expect(waiting).rejects.toThrow('late')
    await clock.advance(100)
    await outcome
    resolve('after all')
    await clock.advance(0)
    expect(late).toEqual(['after all'])
  })
})
