import type { Meter, ObservableCallback, ObservableResult } from '@opentelemetry/api'
import { ClacksError, VERSION } from 'clacks'
import type { Labels } from './definition.js'
import type { MetricFamily } from './family.js'

/** Reports metrics to a meter until it is called. */
type Stop = () => void

/** Tells the nodes of a process apart; undefined before the node has an address. */
export type NodeAttributes = () => Labels | undefined

/**
 * The meter of the MeterProvider that the application has set.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ENVIRONMENT
 */
export async function globalMeter(): Promise<Meter> {
  try {
    const { metrics } = await import('@opentelemetry/api')
    return metrics.getMeter('@clacks/plugin-metrics', VERSION)
  } catch (cause) {
    const text =
      '`openTelemetry` needs the package @opentelemetry/api, which cannot be loaded: npm install @opentelemetry/api'
    throw new ClacksError('ERR_CLACKS_PLUGIN_ENVIRONMENT', text, { cause })
  }
}

/**
 * Observes a metric. The API takes no histograms that were counted elsewhere: their count, their
 * sum and their cumulative buckets (with the attribute `le`) are counters.
 */
export function observe(family: MetricFamily, meter: Meter, node: NodeAttributes): Stop {
  const { name, help: description } = family
  const unit = unitOf(name)
  const attributesOf = (labels: Labels, more?: Labels): Labels => ({ ...labels, ...more, ...node() })
  if (family.type === 'histogram') {
    const stops = [
      observing(meter.createObservableCounter(`${name}_sum`, { description, unit }), (result) => {
        for (const { labels, value } of family.histograms()) result.observe(value.sum, attributesOf(labels))
      }),
      observing(meter.createObservableCounter(`${name}_count`, { description }), (result) => {
        for (const { labels, value } of family.histograms()) result.observe(value.count, attributesOf(labels))
      }),
      observing(meter.createObservableCounter(`${name}_bucket`, { description }), (result) => {
        for (const { labels, value } of family.histograms()) {
          let below = 0
          for (const [at, count] of value.counts.entries()) {
            below += count
            result.observe(below, attributesOf(labels, { le: String(value.bounds[at] ?? '+Inf') }))
          }
        }
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }
  const options = { description, unit }
  const instrument =
    family.type === 'counter'
      ? meter.createObservableCounter(name, options)
      : meter.createObservableGauge(name, options)
  return observing(instrument, (result) => {
    for (const { labels, value } of family.numbers()) result.observe(value, attributesOf(labels))
  })
}

interface Instrument {
  addCallback(callback: ObservableCallback): void
  removeCallback(callback: ObservableCallback): void
}

function observing(instrument: Instrument, callback: (result: ObservableResult) => void): Stop {
  instrument.addCallback(callback)
  return () => instrument.removeCallback(callback)
}

/** The unit of the name, as UCUM writes it. */
function unitOf(name: string): string {
  if (/_seconds(?:_total)?$/.test(name)) return 's'
  return /_bytes(?:_total)?$/.test(name) ? 'By' : '1'
}
