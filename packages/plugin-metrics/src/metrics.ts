import type { Meter } from '@opentelemetry/api'
import { type PrometheusContentType, Registry } from 'prom-client'
import { checkDefinition, type Labels, type MetricDefinition, metricError } from './definition.js'
import { type Collection, MetricFamily } from './family.js'
import { type NodeAttributes, observe } from './open-telemetry.js'
import { register } from './prometheus.js'

/** The service `metrics`: what plugins add their metrics to, and what serves them. */
export interface Metrics {
  /**
   * Adds metrics by name. They are read when metrics are collected.
   * @param labels given to all their samples: a plugin that may be used several times needs
   *   `{ plugin: ctx.id }`
   * @returns a function that removes them
   * @throws ClacksError ERR_CLACKS_METRIC if one is not valid, or its name is in use: then none is
   *   added
   */
  add(definitions: Readonly<Record<string, MetricDefinition>>, labels?: Labels): () => void
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>
  /** The `content-type` of {@link text}. */
  readonly contentType: string
  /**
   * The registry of prom-client, for metrics of its own classes: `registers: [metrics.registry]`.
   * Such a metric is removed with `registry.removeSingleMetric(name)`.
   */
  readonly registry: Registry
  /** Where the option `listen` serves the metrics; undefined without it. */
  readonly url: string | undefined
}

/** Where else metrics are reported. */
export interface OpenTelemetry {
  readonly meter: Meter
  readonly node: NodeAttributes
}

interface Entry {
  readonly family: MetricFamily
  readonly stop: () => void
}

/** The metrics of one node. */
export class NodeMetrics implements Metrics {
  readonly registry: Registry<PrometheusContentType> = new Registry()
  url: string | undefined
  readonly #collection: Collection
  readonly #openTelemetry: OpenTelemetry | undefined
  readonly #entries = new Map<string, Entry>()

  constructor(collection: Collection, openTelemetry: OpenTelemetry | undefined) {
    this.#collection = collection
    this.#openTelemetry = openTelemetry
  }

  get contentType(): string {
    return this.registry.contentType
  }

  text(): Promise<string> {
    return this.registry.metrics()
  }

  add(definitions: Readonly<Record<string, MetricDefinition>>, labels: Labels = {}): () => void {
    const added = Object.entries(definitions).map(([name, definition]) => {
      checkDefinition(name, definition, labels)
      const contributor = { definition, labels }
      const known = this.#entries.get(name)?.family
      if (known !== undefined) known.assertFits(contributor)
      else if (this.registry.getSingleMetric(name) !== undefined)
        throw metricError(name, 'the registry has a metric of this name.')
      return { name, contributor }
    })
    for (const { name, contributor } of added) this.#familyOf(name, contributor).add(contributor)
    return () => {
      for (const { name, contributor } of added) this.#remove(name, contributor)
    }
  }

  /** Ends the reports to OpenTelemetry. */
  close(): void {
    for (const { stop } of this.#entries.values()) stop()
    this.#entries.clear()
    this.registry.clear()
  }

  #familyOf(name: string, first: { definition: MetricDefinition; labels: Labels }): MetricFamily {
    const known = this.#entries.get(name)
    if (known !== undefined) return known.family
    const family = new MetricFamily(name, first, this.#collection)
    register(family, this.registry)
    const telemetry = this.#openTelemetry
    const stop = telemetry === undefined ? () => {} : observe(family, telemetry.meter, telemetry.node)
    this.#entries.set(name, { family, stop })
    return family
  }

  #remove(name: string, contributor: { definition: MetricDefinition; labels: Labels }): void {
    const entry = this.#entries.get(name)
    if (entry === undefined) return
    entry.family.remove(contributor)
    if (!entry.family.isEmpty) return
    entry.stop()
    this.#entries.delete(name)
    this.registry.removeSingleMetric(name)
  }
}
