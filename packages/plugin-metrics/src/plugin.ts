import { definePlugin, type PluginNode } from 'clacks'
import type { Labels } from './definition.js'
import { shareEndpoint } from './endpoints.js'
import type { Collection } from './family.js'
import { type Metrics, NodeMetrics } from './metrics.js'
import { nodeMetrics } from './node-metrics.js'
import { globalMeter } from './open-telemetry.js'
import { type MetricsOptions, OPTIONS_SCHEMA } from './options.js'
import { ownMetrics } from './own-metrics.js'
import { peerMetrics } from './peer-metrics.js'
import { pluginMetrics } from './plugin-metrics.js'
import { processMetrics } from './process-metrics.js'

declare global {
  interface ClacksPluginOptions {
    metrics: MetricsOptions
  }
  interface ClacksServices {
    metrics: Metrics
  }
}

const NAME = 'metrics'

/**
 * Metrics of a node and its plugins for Prometheus, and by option for OpenTelemetry. They are read
 * from counters when they are collected: no tap, no work for a message.
 *
 * Its service is `metrics`; that of a second one, with an `id`, is `metrics:ID`. Starting fails
 * with `ERR_CLACKS_PORT_IN_USE` or `ERR_CLACKS_LISTEN` if `listen` cannot be used, and with
 * `ERR_CLACKS_PLUGIN_ENVIRONMENT` if `openTelemetry` is set and its package is missing.
 *
 * @example
 * const node = new Clacks({ plugins: [metrics({ listen: { port: 9464 } })] })
 * await node.start()
 * console.log(await node.service('metrics')?.text())
 */
export const metrics = definePlugin({
  name: NAME,
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: OPTIONS_SCHEMA,
  async setup({ id, node, log, provide, onClose }, options) {
    const key = id === NAME ? NAME : `${NAME}:${id}`
    const collection: Collection = { log, maxSeries: options.maxSeries, failures: 0, dropped: 0 }
    const openTelemetry = options.openTelemetry
      ? { meter: await globalMeter(), node: () => attributesOf(node) }
      : undefined
    const service = new NodeMetrics(collection, openTelemetry)
    onClose(() => service.close())
    service.add(nodeMetrics(node))
    service.add(pluginMetrics(node))
    service.add(ownMetrics(collection))
    if (options.process) service.add(processMetrics())
    if (options.peers > 0) service.add(peerMetrics(node, options.peers))
    if (options.listen !== undefined) {
      // The one in use: a replacement is set up while the plugin that it replaces still serves.
      const { url, release } = await shareEndpoint(node, options.listen, () => metricsOf(node, key))
      onClose(release)
      service.url = url
      log.info(`Metrics: ${url}`)
    }
    provide(key, service)
  },
})

function metricsOf(node: PluginNode, key: string): Metrics | undefined {
  const service: unknown = node.service(key)
  return service instanceof NodeMetrics ? service : undefined
}

/** The address of the node, once it has one. */
function attributesOf(node: PluginNode): Labels | undefined {
  try {
    const { hostname, port } = node.address
    return { 'clacks.node': `${hostname}:${port}` }
  } catch {
    return undefined
  }
}
