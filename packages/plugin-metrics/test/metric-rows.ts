import { createLog, type PluginNode } from 'clacks'
import type { MetricDefinition } from '../src/definition.js'
import { nodeMetrics } from '../src/node-metrics.js'
import { ownMetrics } from '../src/own-metrics.js'
import { peerMetrics } from '../src/peer-metrics.js'
import { pluginMetrics } from '../src/plugin-metrics.js'
import { processMetrics } from '../src/process-metrics.js'

/** The definitions of all metrics of the plugin itself. */
export function allDefinitions(node: PluginNode): Readonly<Record<string, MetricDefinition>> {
  return {
    ...nodeMetrics(node),
    ...pluginMetrics(node),
    ...peerMetrics(node, 1),
    ...ownMetrics({ log: createLog('silent'), maxSeries: 1, failures: 0, dropped: 0 }),
    ...processMetrics(),
  }
}

/** The rows of the table of metrics in the README. */
export function metricRows(definitions: Readonly<Record<string, MetricDefinition>>): string[] {
  return Object.entries(definitions).map(([name, { type, labels = [], help }]) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${type} | ${shown} | ${help} |`
  })
}
