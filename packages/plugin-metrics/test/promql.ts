import { parser } from '@prometheus-io/lezer-promql'

/** The selector of a series in an expression. */
export interface Selector {
  readonly metric: string
  /** The labels that must have one value: `status="alive"`. */
  readonly equals: Readonly<Record<string, string>>
}

/** What an expression in PromQL is about. */
export interface Expression {
  /** Whether it is PromQL. */
  readonly isValid: boolean
  readonly selectors: readonly Selector[]
  /** All labels that it selects, groups or matches by. */
  readonly labels: readonly string[]
}

/** A variable of Grafana, which it replaces before Prometheus sees the expression. */
const INTERVAL = /\$__rate_interval/g

/** Parses an expression with the grammar of Prometheus itself. */
export function parsePromql(written: string): Expression {
  const text = written.replace(INTERVAL, '1m')
  const selectors: { metric: string; equals: Record<string, string> }[] = []
  const labels: string[] = []
  let isValid = true
  parser.parse(text).iterate({
    enter({ type, name, from, to }) {
      const part = text.slice(from, to)
      if (type.isError) isValid = false
      if (name === 'LabelName') labels.push(part)
      if (name === 'Identifier') selectors.push({ metric: part, equals: {} })
      const [, label, value] = (name === 'UnquotedLabelMatcher' && /^(\w+)\s*=\s*"(.*)"$/.exec(part)) || []
      const selector = selectors.at(-1)
      if (selector !== undefined && label !== undefined && value !== undefined) selector.equals[label] = value
    },
  })
  return { isValid, selectors, labels }
}
