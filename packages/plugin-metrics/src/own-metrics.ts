import type { MetricDefinition } from './definition.js'
import type { Collection } from './family.js'

/** The metrics about the metrics. */
export function ownMetrics(collection: Collection): Readonly<Record<string, MetricDefinition>> {
  return {
    clacks_metrics_read_failures_total: {
      type: 'counter',
      help: 'Times that a metric could not be read. The log names it.',
      read: () => collection.failures,
    },
    clacks_metrics_dropped_series_total: {
      type: 'counter',
      help: 'Series that were left out because a metric had more than `maxSeries`, summed up over all collections.',
      read: () => collection.dropped,
    },
  }
}
