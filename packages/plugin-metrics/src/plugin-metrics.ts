import type { HistogramSnapshot, PluginNode, PluginReport } from 'clacks'
import type { MetricDefinition, Sample } from './definition.js'
import { perTurn } from './per-turn.js'

/** The metrics of all plugins of a node. The label is the id of the plugin in the config. */
export function pluginMetrics(node: PluginNode): Readonly<Record<string, MetricDefinition>> {
  const reports = perTurn(() => node.plugins())
  const labels = ['plugin']
  const each = <Value extends number | HistogramSnapshot>(
    value: (report: PluginReport) => Value,
  ): Sample<Value>[] => reports().map((report) => ({ labels: { plugin: report.id }, value: value(report) }))
  return {
    clacks_plugin_calls_total: {
      type: 'counter',
      help: 'Calls of the taps of a plugin.',
      labels,
      read: () => each(({ calls }) => calls),
    },
    clacks_plugin_failures_total: {
      type: 'counter',
      help: 'Calls of the taps of a plugin that failed.',
      labels,
      read: () => each(({ failures }) => failures),
    },
    clacks_plugin_call_duration_seconds: {
      type: 'histogram',
      help: 'Time that calls of the taps of a plugin took, from the call until a promise settled.',
      labels,
      read: () => each(({ seconds }) => seconds),
    },
    clacks_plugin_quarantined: {
      type: 'gauge',
      help: '1 while a plugin is quarantined because it keeps failing, else 0.',
      labels,
      read: () => each(({ state }) => (state === 'quarantined' ? 1 : 0)),
    },
    clacks_plugin_quarantines_total: {
      type: 'counter',
      help: 'How often a plugin was quarantined.',
      labels,
      read: () => each(({ quarantines }) => quarantines),
    },
    clacks_plugin_problem: {
      type: 'gauge',
      help: '1 while a plugin reports a problem that keeps it from its work, such as a full disk, else 0.',
      labels,
      read: () => each(({ problem }) => (problem === undefined || problem.isOver ? 0 : 1)),
    },
  }
}
