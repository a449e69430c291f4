import { ClacksError, type HistogramSnapshot } from 'clacks'

/** The values of the labels of a sample, by name. */
export type Labels = Readonly<Record<string, string>>

/** One value of a metric with labels. */
export interface Sample<Value> {
  readonly labels: Labels
  readonly value: Value
}

/** What a metric reads: a value, one for each combination of labels, or none for now. */
export type Reading<Value> = Value | readonly Sample<Value>[] | undefined

interface Described {
  /** What it counts or measures, with its unit: the HELP of Prometheus. */
  readonly help: string
  /** The names of the labels of its samples. Their values must be few: no messages, no peers. */
  readonly labels?: readonly string[]
}

/**
 * A metric. It is read when metrics are collected, so that counting costs what counting costs: an
 * increment of a number that the plugin has anyway.
 */
export type MetricDefinition = NumberDefinition | HistogramDefinition

/** A counter, whose name ends with `_total`, or a gauge. */
export interface NumberDefinition extends Described {
  readonly type: 'counter' | 'gauge'
  /** Called at each collection; it must not wait. */
  readonly read: () => Reading<number>
}

/** A histogram, whose name ends with its unit: `_seconds`, `_bytes`. */
export interface HistogramDefinition extends Described {
  readonly type: 'histogram'
  /** Called at each collection: the `snapshot()` of a `Histogram` of `clacks`. */
  readonly read: () => Reading<HistogramSnapshot>
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}$/
const COUNTER = /_total$/

/**
 * @param given the labels that a contributor adds to all its samples
 * @throws ClacksError ERR_CLACKS_METRIC
 */
export function checkDefinition(name: string, definition: MetricDefinition, given: Labels): void {
  const problem = problemOf(name, definition, Object.keys(given))
  if (problem !== undefined) throw metricError(name, problem)
}

/** ERR_CLACKS_METRIC for a metric. */
export function metricError(name: string, problem: string): ClacksError {
  return new ClacksError('ERR_CLACKS_METRIC', `The metric \`${name}\` cannot be added: ${problem}`)
}

function problemOf(
  name: string,
  { type, help, labels = [], read }: MetricDefinition,
  given: readonly string[],
): string | undefined {
  if (!NAME.test(name))
    return 'its name must have letters, digits and underscores only, and not begin with a digit.'
  if (type !== 'counter' && type !== 'gauge' && type !== 'histogram')
    return `its \`type\` must be counter, gauge or histogram, not ${String(type)}.`
  if (type === 'counter' && !COUNTER.test(name)) return 'the name of a counter must end with `_total`.'
  if (type !== 'counter' && COUNTER.test(name)) return `\`_total\` is for counters, and it is a ${type}.`
  if (typeof help !== 'string' || help === '') return 'it needs a `help` text.'
  if (typeof read !== 'function') return 'its `read` must be a function.'
  const names = [...labels, ...given]
  const wrong = names.find((label) => !LABEL.test(label) || (type === 'histogram' && label === 'le'))
  if (wrong !== undefined) return `\`${wrong}\` cannot be the name of a label.`
  const twice = names.find((label, at) => names.indexOf(label) !== at)
  return twice === undefined ? undefined : `it has the label \`${twice}\` twice.`
}
