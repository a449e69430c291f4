export type {
  HistogramDefinition,
  Labels,
  MetricDefinition,
  NumberDefinition,
  Reading,
  Sample,
} from './definition.js'
export type { Metrics } from './metrics.js'
export type { MetricsOptions } from './options.js'
export { metrics, metrics as default } from './plugin.js'
