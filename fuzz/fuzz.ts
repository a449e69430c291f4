import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { type Regression, store } from './regressions.ts'
import { type Target, within } from './target.ts'
import { TARGETS } from './targets.ts'
import type { Watchdog } from './watchdog.ts'

/** How much of what is fuzzed. */
export interface Effort {
  readonly seed: number
  readonly runs: number
  readonly seconds: number
  readonly watchdog: Watchdog
}

/** What came of it. */
export interface Report {
  readonly inputs: number
  /** What did not hold, each with the file of its smallest input. */
  readonly failures: readonly string[]
  /** Errors that nothing caught. */
  readonly crashes: number
  /** Inputs that were not done in time. */
  readonly hangs: number
  /** Resident memory in MiB after the first round, and at the end. */
  readonly rssFirst: number
  readonly rssLast: number
  /** The highest delay of the event loop, in milliseconds. */
  readonly delay: number
  readonly seconds: number
}

/** Inputs of one round. */
const ROUND = 2_000
/** Milliseconds for one input; the watchdog ends the process if the event loop stands still. */
const MAX_INPUT_MS = 20_000
/** Milliseconds for finding the smallest input. */
const SHRINKING_MS = 60_000
const HANGS = 'The input'
/** Failures after which a target is given up. */
const MAX_FAILURES = 5

/** Fuzzes one target. */
export async function fuzz(name: string, effort: Effort): Promise<Report> {
  const target = TARGETS[name]
  if (target === undefined) throw new Error(`There is no target ${name}.`)
  return target((typed) => fuzzTarget(name, typed, effort))
}

async function fuzzTarget<Input>(name: string, target: Target<Input>, effort: Effort): Promise<Report> {
  const { seed, runs, seconds, watchdog } = effort
  const started = performance.now()
  const passed = (): number => (performance.now() - started) / 1_000
  const lag = monitorEventLoopDelay({ resolution: 10 })
  const failures: string[] = []
  const crashes = new Crashes()
  let [inputs, rssFirst, hangs] = [0, 0, 0]
  lag.enable()
  try {
    for (let round = 0; inputs < runs && passed() < seconds && failures.length < MAX_FAILURES; round++) {
      const failure = await fuzzRound(target, seed * 1_000_003 + round, {
        begin: (input) => {
          if (inputs >= runs || passed() >= seconds) return false
          inputs += target.size?.(input) ?? 1
          return true
        },
        reading: (input) => watchdog.begin(name, input),
        read: () => {
          watchdog.end()
          crashes.rethrow()
        },
      })
      if (failure?.violates.startsWith(HANGS)) hangs++
      if (failure !== undefined) failures.push(`${failure.violates} ${store(name, failure)}`)
      if (round === 0) rssFirst = residentMegabytes()
    }
  } finally {
    lag.disable()
    crashes.close()
  }
  const [rssLast, delay] = [residentMegabytes(), Math.round(lag.max / 1e6)]
  return {
    inputs,
    failures,
    crashes: crashes.count,
    hangs,
    rssFirst,
    rssLast,
    delay,
    seconds: Math.round(passed()),
  }
}

/** What a round calls for each input. */
interface RoundCallbacks<Input> {
  /** Before a new input, but not while shrinking. False: there is nothing more to do. */
  begin(input: Input): boolean
  reading(input: Input): void
  /** Throws if something else failed meanwhile. */
  read(): void
}

/** Reads inputs until one violates something, and looks for the smallest one that does. */
async function fuzzRound<Input>(
  target: Target<Input>,
  seed: number,
  { begin, reading, read }: RoundCallbacks<Input>,
): Promise<Regression<Input> | undefined> {
  let subject = await target.open()
  let failedAt: number | undefined
  const property = fc.asyncProperty(target.inputs, async (input) => {
    if (failedAt === undefined) {
      if (!begin(input)) return
    } else {
      if (performance.now() - failedAt > SHRINKING_MS) return
      // What failed may have left anything behind.
      await subject.close().catch(() => {})
      subject = await target.open()
    }
    reading(input)
    try {
      await within(MAX_INPUT_MS, HANGS, subject.check(input)).finally(read)
    } catch (thrown) {
      failedAt ??= performance.now()
      throw thrown
    }
    // Timers and sockets have their turn too.
    await nextTurn()
  })
  try {
    const { counterexample, errorInstance } = await fc.check(property, { seed, numRuns: ROUND })
    return counterexample === null
      ? undefined
      : { violates: reasonOf(errorInstance), input: counterexample[0] }
  } finally {
    await subject.close()
  }
}

/** Errors that nothing caught: they would end a node. */
class Crashes {
  count = 0
  #thrown: unknown
  readonly #note = (thrown: unknown): void => {
    this.count++
    this.#thrown ??= thrown
  }

  constructor() {
    process.on('uncaughtException', this.#note)
    process.on('unhandledRejection', this.#note)
  }

  /** Throws the error of the last input. */
  rethrow(): void {
    const thrown = this.#thrown
    this.#thrown = undefined
    if (thrown !== undefined) throw new Error(`Crashed: ${reasonOf(thrown)}`, { cause: thrown })
  }

  close(): void {
    process.off('uncaughtException', this.#note)
    process.off('unhandledRejection', this.#note)
  }
}

function residentMegabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
