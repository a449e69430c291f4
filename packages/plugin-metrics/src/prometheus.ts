import type { HistogramSnapshot } from 'clacks'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Sample } from './definition.js'
import type { MetricFamily } from './family.js'

/** Registers a metric, which is read whenever the registry is. */
export function register(family: MetricFamily, registry: Registry): void {
  const { name, help, type } = family
  const config = { name, help, labelNames: [...family.labelNames], registers: [registry] }
  if (type === 'histogram') new ReadHistogram(family, config)
  else if (type === 'counter')
    new Counter({
      ...config,
      collect() {
        clear(this, family)
        for (const { labels, value } of family.numbers()) this.inc(labels, value)
      },
    })
  else
    new Gauge({
      ...config,
      collect() {
        clear(this, family)
        for (const { labels, value } of family.numbers()) this.set(labels, value)
      },
    })
}

/** `reset` leaves a 0 in a metric without labels, which would be a value that nobody has read. */
function clear(metric: Pick<Gauge, 'reset' | 'remove'>, { labelNames }: MetricFamily): void {
  metric.reset()
  if (labelNames.length === 0) metric.remove()
}

interface Line {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string>>
  readonly sharedLabels: Readonly<Record<string, string>>
  readonly value: number
}

/** A histogram whose values were counted elsewhere. */
class ReadHistogram extends Histogram {
  readonly #family: MetricFamily

  constructor(family: MetricFamily, config: ConstructorParameters<typeof Histogram>[0]) {
    super(config)
    this.#family = family
  }

  /** What a registry calls: prom-client has no public way to set the buckets of a histogram. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.#family
    const values = this.#family.histograms().flatMap((sample) => linesOf(name, sample))
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }
}

/** Buckets are cumulative here. */
function linesOf(name: string, { labels: sharedLabels, value }: Sample<HistogramSnapshot>): Line[] {
  const { bounds, counts, count, sum } = value
  let below = 0
  const bucket = (le: string, total: number): Line => ({
    metricName: `${name}_bucket`,
    labels: { le },
    sharedLabels,
    value: total,
  })
  return [
    ...bounds.map((bound, at) => {
      below += counts[at] ?? 0
      return bucket(String(bound), below)
    }),
    bucket('+Inf', count),
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ]
}
