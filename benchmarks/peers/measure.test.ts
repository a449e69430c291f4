import { describe, expect, it } from 'vitest'
import { certificate } from '../wire/pair.ts'
import { figuresOf, measure } from './measure.ts'
import { SYSTEMS, type System } from './systems.ts'

const window = { seconds: 5, messages: 1_000, warmUpSeconds: 0 }

/** One that needs no packages. */
const [tls] = SYSTEMS.filter(({ name }) => name === 'tls') as [System]

describe('the figures of a window', () => {
  it('count the CPU of all processes, each for its own time', () => {
    const received = { messages: 1_000, microseconds: 2_000, seconds: 2 }
    const sender = { messages: 0, microseconds: 3_000, seconds: 3 }
    // 1000 + 1000 microseconds in a second, which has 500 messages.
    expect(figuresOf(received, [sender])).toEqual({ rate: 500, cpu: 4 })
  })

  it('are not there without a message', () => {
    expect(() => figuresOf({ messages: 0, microseconds: 1, seconds: 1 }, [])).toThrow('no message arrived')
  })
})

describe('a measurement', () => {
  it('runs the processes of a system until enough messages have arrived', async () => {
    const { rate, cpu } = await measure(tls, await certificate(), window)
    expect(rate).toBeGreaterThan(0)
    expect(cpu).toBeGreaterThan(0)
  })

  it('names the process that fails', async () => {
    const broken = { ...tls, file: 'tls', hasBroker: true }
    // Its `broker` is not there.
    await expect(measure(broken, { key: '', cert: '' }, window)).rejects.toThrow(
      "the process 'broker' exited with 1",
    )
  })
})
