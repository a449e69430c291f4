import { performance } from 'node:perf_hooks'
import type { MetricDefinition } from './definition.js'
import { perTurn } from './per-turn.js'

/** The metrics of the process, under the names that client libraries of Prometheus share. */
export function processMetrics(): Readonly<Record<string, MetricDefinition>> {
  const memory = perTurn(() => process.memoryUsage())
  const eventLoop = perTurn(() => performance.eventLoopUtilization())
  return {
    process_cpu_seconds_total: {
      type: 'counter',
      help: 'CPU time of the process, user and system, in seconds.',
      read: () => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1e6
      },
    },
    process_start_time_seconds: {
      type: 'gauge',
      help: 'When the process started, in seconds since 1970.',
      read: () => performance.timeOrigin / 1_000,
    },
    process_resident_memory_bytes: {
      type: 'gauge',
      help: 'Resident memory of the process, in bytes.',
      read: () => memory().rss,
    },
    nodejs_heap_size_used_bytes: {
      type: 'gauge',
      help: 'Used heap of V8, in bytes.',
      read: () => memory().heapUsed,
    },
    nodejs_heap_size_total_bytes: {
      type: 'gauge',
      help: 'Heap of V8, in bytes.',
      read: () => memory().heapTotal,
    },
    nodejs_external_memory_bytes: {
      type: 'gauge',
      help: 'Memory of buffers and other objects outside the heap, in bytes.',
      read: () => memory().external,
    },
    nodejs_eventloop_active_seconds_total: {
      type: 'counter',
      help: 'Time that the event loop was busy, in seconds.',
      read: () => eventLoop().active / 1_000,
    },
    nodejs_eventloop_idle_seconds_total: {
      type: 'counter',
      help: 'Time that the event loop waited, in seconds.',
      read: () => eventLoop().idle / 1_000,
    },
  }
}
