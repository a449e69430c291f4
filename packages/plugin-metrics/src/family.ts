import type { HistogramSnapshot, Log } from 'clacks'
import { type Labels, type MetricDefinition, metricError, type Reading, type Sample } from './definition.js'

/** Characters of a label value; the rest is cut off. */
const MAX_VALUE = 200

/** What all metrics of a plugin share. */
export interface Collection {
  readonly log: Log
  /** See the option `maxSeries`. */
  readonly maxSeries: number
  /** Metrics that could not be read. */
  failures: number
  /** Samples that were left out because there were too many. */
  dropped: number
}

type Value = number | HistogramSnapshot

/** A plugin, or an instance of one, that contributes to a metric. */
interface Contributor {
  readonly definition: MetricDefinition
  readonly labels: Labels
}

/** All metrics of one name: each contributor adds samples with label values of its own. */
export class MetricFamily {
  readonly name: string
  readonly type: MetricDefinition['type']
  readonly help: string
  readonly labelNames: readonly string[]
  readonly #collection: Collection
  #contributors: readonly Contributor[] = []
  /** Problems that were logged. */
  readonly #logged = new Set<string>()

  constructor(name: string, first: Contributor, collection: Collection) {
    this.name = name
    this.type = first.definition.type
    this.help = first.definition.help
    this.labelNames = labelNamesOf(first)
    this.#collection = collection
  }

  get isEmpty(): boolean {
    return this.#contributors.length === 0
  }

  /** @throws ClacksError ERR_CLACKS_METRIC if it does not go with the other contributors */
  assertFits(added: Contributor): void {
    const { type, help } = added.definition
    const isAlike =
      type === this.type && help === this.help && textOf(labelNamesOf(added)) === textOf(this.labelNames)
    if (!isAlike)
      throw metricError(this.name, 'another one has this name and differs in type, help or labels.')
    if (this.#contributors.some(({ labels }) => textOf(labels) === textOf(added.labels)))
      throw metricError(
        this.name,
        'it exists. Several plugins that add it need a label that tells them apart, such as `{ plugin: ctx.id }`.',
      )
  }

  add(contributor: Contributor): void {
    this.#contributors = [...this.#contributors, contributor]
  }

  remove(contributor: Contributor): void {
    this.#contributors = this.#contributors.filter((each) => each !== contributor)
  }

  /** The samples of a counter or gauge. Never throws. */
  numbers(): Sample<number>[] {
    return this.#samples((value): value is number => typeof value === 'number' && this.#isPossible(value))
  }

  /** The samples of a histogram. Never throws. */
  histograms(): Sample<HistogramSnapshot>[] {
    return this.#samples((value): value is HistogramSnapshot => typeof value === 'object')
  }

  #isPossible(value: number): boolean {
    return Number.isFinite(value) && (this.type !== 'counter' || value >= 0)
  }

  #samples<Kind extends Value>(isKind: (value: Value) => value is Kind): Sample<Kind>[] {
    const samples = new Map<string, Sample<Kind>>()
    for (const contributor of this.#contributors) {
      try {
        for (const { labels, value } of this.#read(contributor)) {
          if (!isKind(value)) throw new TypeError(`its value ${String(value)} is not one of a ${this.type}`)
          samples.set(textOf(labels), { labels, value })
        }
      } catch (thrown) {
        this.#collection.failures++
        this.#logOnce(`cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
      }
    }
    return [...samples.values()]
  }

  #read({ definition, labels: own }: Contributor): Sample<Value>[] {
    const reading: Reading<Value> = definition.read()
    if (reading === undefined) return []
    const samples: readonly Sample<Value>[] = isList(reading) ? reading : [{ labels: {}, value: reading }]
    const { maxSeries } = this.#collection
    if (samples.length > maxSeries) {
      this.#collection.dropped += samples.length - maxSeries
      this.#logOnce(`has more than ${maxSeries} series (\`maxSeries\`): the others are left out`)
    }
    return samples.slice(0, maxSeries).map(({ labels, value }) => ({
      labels: this.#complete({ ...labels, ...own }),
      value,
    }))
  }

  /** All labels in the order of the definition, whatever a plugin gives. */
  #complete(labels: Labels): Labels {
    const unknown = Object.keys(labels).find((name) => !this.labelNames.includes(name))
    if (unknown !== undefined) throw new TypeError(`it has no label ${unknown}`)
    return Object.fromEntries(
      this.labelNames.map((name) => [name, String(labels[name] ?? '').slice(0, MAX_VALUE)]),
    )
  }

  #logOnce(problem: string): void {
    if (this.#logged.has(problem) || this.#logged.size > 2) return
    this.#logged.add(problem)
    this.#collection.log.warn(`The metric ${this.name} ${problem}.`)
  }
}

function labelNamesOf({ definition, labels }: Contributor): readonly string[] {
  return [...(definition.labels ?? []), ...Object.keys(labels)]
}

function isList(reading: Reading<Value>): reading is readonly Sample<Value>[] {
  return Array.isArray(reading)
}

function textOf(value: unknown): string {
  return JSON.stringify(value)
}
