import type { TapCall } from '../../../plugins/trace.js'

/**
 * A complete (`X`) or metadata (`M`) event of the Trace Event Format. Times are in microseconds.
 */
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
 * Converts tap calls to the Trace Event Format of chrome://tracing and Perfetto: one row for each
 * message at a hook, one bar for each tap call.
 */
export function chromeTrace(calls: readonly TapCall[]): {
  readonly traceEvents: readonly TraceEvent[]
  readonly displayTimeUnit: 'ms'
} {
  const start = Math.min(...calls.slice(0, 1).map(({ time }) => time), Number.MAX_VALUE)
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
          // Calls are ordered by their end, so the first one may have started after the second.
          ts: Math.round((time - start) * 1000),
          dur: Math.max(1, Math.round(took * 1000)),
          args: { order, ...args },
        }),
      ),
    ],
  }
}
