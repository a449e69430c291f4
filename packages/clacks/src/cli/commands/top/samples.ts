import type { NodeStatus } from '../../../control/server/node-status.js'
import type { NodeStatistics } from '../../../plugins/plugin-node.js'

/** History is as long as the widest terminal needs. */
const MAX_POINTS = 512

/** The statistics that only ever increase. */
export type Counted = Exclude<keyof NodeStatistics, 'queued' | 'queuedBytes' | 'inFlight'>

/** The activity of a plugin between two samples. */
export interface PluginRate {
  readonly id: string
  readonly state: 'active' | 'quarantined'
  /** Calls per second. */
  readonly calls: number
  /** Total failures. */
  readonly failures: number
  /** Milliseconds spent per second. Concurrent calls can exceed 1000. */
  readonly busy: number
}

/** The status of a node at one time, with the rates since the previous sample and the history. */
export interface Sample {
  readonly status: NodeStatus
  /** Per second. */
  readonly rates: Readonly<Record<Counted, number>>
  readonly plugins: readonly PluginRate[]
  /** Oldest first. */
  readonly history: {
    readonly queued: readonly number[]
    readonly in: readonly number[]
    readonly out: readonly number[]
  }
}

/** Computes a sample from the previous one, which is undefined for the first. */
export function nextSample(before: Sample | undefined, status: NodeStatus): Sample {
  const seconds = before === undefined ? 0 : (status.uptime - before.status.uptime) / 1000
  const rate = (now: number, then: number | undefined): number =>
    seconds > 0 && then !== undefined ? Math.max(0, now - then) / seconds : 0
  const counted = (name: Counted): number => rate(status.statistics[name], before?.status.statistics[name])
  const rates = {
    received: counted('received'),
    enqueued: counted('enqueued'),
    sent: counted('sent'),
    failed: counted('failed'),
    discarded: counted('discarded'),
    refused: counted('refused'),
  }
  const plugins = status.plugins.map(({ id, state, calls, failures, milliseconds }): PluginRate => {
    const then = before?.status.plugins.find((plugin) => plugin.id === id)
    return {
      id,
      state,
      failures,
      calls: rate(calls, then?.calls),
      busy: rate(milliseconds, then?.milliseconds),
    }
  })
  const { queued = [], in: incoming = [], out = [] } = before?.history ?? {}
  const add = (points: readonly number[], point: number): readonly number[] =>
    [...points, point].slice(-MAX_POINTS)
  return {
    status,
    rates,
    plugins,
    history: {
      queued: add(queued, status.statistics.queued),
      in: add(incoming, rates.received + rates.enqueued),
      out: add(out, rates.sent),
    },
  }
}
