import { readFile } from 'node:fs/promises'
import { Clacks, createLog } from 'clacks'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { metrics } from '../src/index.js'
import { parsePromql } from './promql.js'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
}

const read = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), 'utf8')
const rules: readonly Rule[] = parse(await read('../prometheus/alerts.yaml')).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
)
const dashboard: { readonly panels: readonly Panel[] } = JSON.parse(await read('../grafana/dashboard.json'))
const graphs = dashboard.panels.filter(({ type }) => type !== 'row')

const expressions = [
  ...rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...graphs.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }, at) => [`panel ${title}, ${at + 1}`, expr] as const),
  ),
]

/** What Prometheus adds to what it scrapes. */
const ADDED = { metrics: ['up'], labels: ['job', 'instance', 'le'] }

let output = ''
beforeAll(async () => {
  await using node = new Clacks({ port: 0, sendrate: 0, log: createLog('silent'), plugins: [metrics()] })
  await node.start()
  output = (await node.service('metrics')?.text()) ?? ''
})

function servedNames(): Set<string> {
  const types = [...output.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  const names = types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
  return new Set(names)
}

describe.each(expressions)('the expression of %s', (_, expr) => {
  it('is PromQL, and selects only metrics that the plugin serves', () => {
    const { isValid, selectors } = parsePromql(expr)
    expect(isValid, expr).toBe(true)
    expect(selectors).not.toEqual([])
    const served = servedNames()
    const names = selectors.map(({ metric }) => metric).filter((name) => !ADDED.metrics.includes(name))
    expect(names.filter((name) => !served.has(name))).toEqual([])
  })

  it('uses only labels and values that those metrics have', () => {
    const { selectors, labels } = parsePromql(expr)
    const lines = output.split('\n').filter((line) => selectors.some(({ metric }) => line.startsWith(metric)))
    const known = new Set(lines.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, name]) => name)))
    const others = labels.filter((label) => !known.has(label) && !ADDED.labels.includes(label))
    // No request has been refused, so that there is no series of it.
    expect(others.filter((label) => label !== 'status')).toEqual([])
    for (const { metric, equals } of selectors) {
      for (const [label, value] of Object.entries(equals)) {
        if (ADDED.labels.includes(label)) continue
        expect(output, `${metric}{${label}="${value}"}`).toMatch(
          new RegExp(`^${metric}\\{.*\\b${label}="${value}"`, 'm'),
        )
      }
    }
  })
})

describe('the parser of the expressions', () => {
  it('finds what is not PromQL', () => {
    expect(parsePromql('sum(rate(x_total[5m])').isValid).toBe(false)
    expect(parsePromql('rate(x_total{status=alive}[5m])').isValid).toBe(false)
  })

  it('finds metrics, labels and values', () => {
    expect(parsePromql('sum by (a) (rate(x_total{b="c"}[$__rate_interval])) > on (d) y')).toEqual({
      isValid: true,
      selectors: [
        { metric: 'x_total', equals: { b: 'c' } },
        { metric: 'y', equals: {} },
      ],
      labels: ['a', 'b', 'd'],
    })
  })
})

describe('the alert rules', () => {
  it('have different names, a duration, a severity and a text that says where', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    for (const { alert, labels, annotations, for: duration } of rules) {
      expect(alert).toMatch(/^Clacks[A-Z]/)
      expect(duration).toMatch(/^\d+m$/)
      expect(['warning', 'critical']).toContain(labels.severity)
      expect(annotations.summary).toContain('$labels.instance')
      expect(annotations.description).toMatch(/\.$/)
    }
  })
})

describe('the dashboard', () => {
  it('has panels with different ids that do not overlap', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)}:${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })

  it('shows every metric of the plugin, save those that say how to read the others', () => {
    const shown = new Set(expressions.flatMap(([, expr]) => parsePromql(expr).selectors.map((s) => s.metric)))
    const families = [...output.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name)
    const missing = families.filter((name) => ![...shown].some((used) => used.startsWith(name)))
    expect(missing).toEqual([
      'clacks_info',
      'clacks_plugin_quarantines_total',
      'process_start_time_seconds',
      'nodejs_heap_size_total_bytes',
      'nodejs_external_memory_bytes',
    ])
  })
})
