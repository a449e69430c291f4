import type { NodeStatus } from '../../../control/server/node-status.js'
import type { NodeStatistics } from '../../../plugins/clacks-node.js'

/** Points of history that are kept: as many as the widest screen shows. */
const MAX_POINTS = 512

/** What is counted at a node and never goes down. */
export type Counted = Exclude<keyof NodeStatistics, 'queued' | 'queuedBytes' | 'inFlight'>

/** How one plugin has been doing between the last two looks. */
export interface PluginRate {
  readonly id: string
  readonly state: 'active' | 'quarantined'
  /** Calls a second. */
  readonly calls: number
  /** Failures altogether. */
  readonly failures: number
  /** Milliseconds a second: 1000 is all the time there is, more is several calls at once. */
  readonly busy: number
}

/** What was seen of a node: its status, what changed since the look before, and how it went before that. */
export interface Sample {
  readonly status: NodeStatus
  /** A second, by what is counted. */
  readonly rates: Readonly<Record<Counted, number>>
  readonly plugins: readonly PluginRate[]
  /** Oldest first. */
  readonly history: {
    readonly queued: readonly number[]
    readonly in: readonly number[]
    readonly out: readonly number[]
  }
}

/** The next sample, from the one before (undefined for the first). */
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
