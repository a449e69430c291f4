import { describe, expect, it } from 'vitest'
import { every } from '../../src/clock.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

describe('the virtual clock', () => {
  it('stands still until it is advanced, and stops exactly there', async () => {
    const clock = new VirtualClock(1_000)
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0])
    await clock.advance(250)
    await clock.advance('10s')
    await clock.advance('1.5m')
    expect([clock.now(), clock.monotonic()]).toEqual([101_250, 100_250])
  })

  it('shows whole milliseconds, even where a timer is due at a fraction of one', async () => {
    const clock = new VirtualClock(1_000)
    const seen: number[] = []
    clock.after(1.6, () => seen.push(clock.now(), clock.monotonic()))
    await clock.advance(2)
    expect(seen).toEqual([1_001, 1.6])
  })

  it('runs timers in the order in which they are due, or were set if due at the same time', async () => {
    const clock = new VirtualClock()
    const ran: string[] = []
    for (const [name, due] of [
      ['c', 30],
      ['a', 10],
      ['d', 30],
      ['b', 20],
      ['e', 30],
    ] as const) {
      clock.after(due, () => ran.push(`${name}${clock.monotonic()}`))
    }
    await clock.advance(29)
    expect(ran).toEqual(['a10', 'b20'])
    await clock.advance(1)
    expect(ran).toEqual(['a10', 'b20', 'c30', 'd30', 'e30'])
  })

  it('keeps the order of thousands of timers, many of them cancelled', async () => {
    const clock = new VirtualClock()
    const ran: number[] = []
    const expected: number[] = []
    for (let index = 0; index < 5_000; index++) {
      const due = (index * 7_919) % 1_009
      const cancel = clock.after(due, () => ran.push(due))
      if (index % 3 === 0) expected.push(due)
      else cancel()
    }
    expect(clock.pending).toBe(expected.length)
    await clock.advance(1_009)
    expect(ran).toEqual(expected.sort((a, b) => a - b))
    expect(clock.pending).toBe(0)
  })

  it('runs promise continuations between timers', async () => {
    const clock = new VirtualClock()
    const ran: string[] = []
    clock.after(10, async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      ran.push('after fifty promises')
      clock.after(5, () => ran.push('set on the way'))
    })
    clock.after(20, () => ran.push('later timer'))
    await clock.advance(20)
    expect(ran).toEqual(['after fifty promises', 'set on the way', 'later timer'])
  })

  it('stops counting a timer once it is cancelled', async () => {
    const clock = new VirtualClock()
    const cancel = clock.after(10, () => cancel())
    const other = clock.after(10, () => {})
    expect(clock.pending).toBe(2)
    other()
    other()
    expect(clock.pending).toBe(1)
    await clock.advance(10)
    cancel()
    expect(clock.pending).toBe(0)
    clock.after(1, () => {})
    expect(clock.pending).toBe(1)
  })

  it('runs repeated tasks as often as they fit', async () => {
    const clock = new VirtualClock()
    let runs = 0
    const stop = every(clock, 100, () => runs++)
    await clock.advance('1s')
    stop()
    await clock.advance('1s')
    expect([runs, clock.pending]).toEqual([10, 0])
  })

  it('takes one step at a time', async () => {
    const clock = new VirtualClock()
    clock.after(60_000, () => {})
    expect(await clock.step()).toBe(true)
    expect(clock.monotonic()).toBe(60_000)
    expect(await clock.step()).toBe(false)
  })

  it('runs until a condition holds, or gives up at the limit', async () => {
    const clock = new VirtualClock()
    let runs = 0
    every(clock, 1_000, () => runs++)
    expect(await clock.runUntil(() => runs === 5)).toBe(true)
    expect(clock.monotonic()).toBe(5_000)
    expect(await clock.runUntil(() => runs === 100, '10s')).toBe(false)
    expect(runs).toBe(15)
  })

  it('completes a promise that waits on it, and throws if nothing can settle it', async () => {
    const clock = new VirtualClock()
    const later = new Promise<string>((resolve) => clock.after(3_000, () => resolve('done')))
    expect(await clock.complete(later)).toBe('done')
    expect(clock.monotonic()).toBe(3_000)
    await expect(clock.complete(Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(clock.complete(new Promise(() => {}))).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
  })

  it('throws what a timer throws, and continues afterwards', async () => {
    const clock = new VirtualClock()
    clock.after(1, () => {
      throw new Error('broken')
    })
    let ran = false
    clock.after(2, () => {
      ran = true
    })
    await expect(clock.advance(5)).rejects.toThrow('broken')
    await clock.advance(5)
    expect(ran).toBe(true)
  })

  it('rejects concurrent runs and invalid durations', async () => {
    const clock = new VirtualClock()
    const running = clock.advance(10)
    await expect(clock.advance(10)).rejects.toMatchObject({ code: 'ERR_CLACKS_STATE' })
    await running
    for (const wrong of ['10', 's', '-1s', '1 s', -1, Number.NaN] as never[]) {
      await expect(clock.advance(wrong)).rejects.toMatchObject({ code: 'ERR_CLACKS_OPTION' })
    }
  })
})
