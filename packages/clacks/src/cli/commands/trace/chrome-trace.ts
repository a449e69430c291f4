import type { TapCall } from '../../../plugins/trace.js'

/** One event of a Chrome trace ("Trace Event Format"): complete (`X`) or about the names of threads (`M`). Times in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly ph: 'X' | 'M'
  readonly pid: number
  readonly tid: number
  readonly cat?: string
  readonly ts?: number
  readonly dur?: number
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * Tap calls in the Trace Event Format, which chrome://tracing and Perfetto open: a row for each message at a hook, a bar for each
 * tap.
 */
export function chromeTrace(calls: readonly TapCall[]): {
  readonly traceEvents: readonly TraceEvent[]
  readonly displayTimeUnit: 'ms'
} {
  const begin = Math.min(...calls.slice(0, 1).map(({ time }) => time), Number.MAX_VALUE)
  const rows = new Map(calls.map(({ passage, hook }) => [passage, hook]))
  return {
    displayTimeUnit: 'ms',
    traceEvents: [
      ...[...rows].map(
        ([passage, hook]): TraceEvent => ({
          name: 'thread_name',
          ph: 'M',
          pid: 1,
          tid: passage,
          args: { name: `${hook} #${passage}` },
        }),
      ),
      ...calls.map(
        ({ passage, order, hook, plugin, time, took, ...args }): TraceEvent => ({
          name: plugin,
          cat: hook,
          ph: 'X',
          pid: 1,
          tid: passage,
          // Ends are told in their order, not beginnings: the first may have begun after the second.
          ts: Math.round((time - begin) * 1000),
          dur: Math.max(1, Math.round(took * 1000)),
          args: { order, ...args },
        }),
      ),
    ],
  }
}
