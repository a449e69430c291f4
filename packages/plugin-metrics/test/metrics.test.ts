import { Clacks, definePlugin, Histogram, type Log, type Plugin } from 'clacks'
import { Counter } from 'prom-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type MetricDefinition, type MetricsOptions, metrics } from '../src/index.js'
import { seriesOf } from './series.js'

const GAUGE = { type: 'gauge', help: 'A thing.' } as const

/** A node that is not started has plugins after `use`. */
function nodeWith(lines: string[] = []): Clacks {
  const note = (text: string): void => void lines.push(text)
  const log: Log = { debug: () => {}, info: () => {}, warn: note, error: note, child: () => log }
  const node = new Clacks({ port: 0, sendrate: 0, log })
  onTestFinished(() => node.stop())
  return node
}

async function withMetrics(options: MetricsOptions = {}, lines: string[] = []): Promise<Clacks> {
  const node = nodeWith(lines)
  await node.use(metrics(options))
  return node
}

function serviceOf(node: Clacks) {
  const service = node.service('metrics')
  if (service === undefined) throw new Error('The node has no metrics.')
  return service
}

/** A plugin with one gauge of this value. */
function user(value: number, name = 'user'): Plugin {
  return definePlugin({
    name,
    setup({ id, withService }) {
      withService('metrics', (service) =>
        service.add({ user_things: { ...GAUGE, read: () => value } }, { plugin: id }),
      )
    },
  })()
}

/** The series whose names begin like this. */
async function seriesFrom(node: Clacks, start: string): Promise<[string, number][]> {
  const series = await seriesOf(node.service('metrics'))
  return [...series].filter(([name]) => name.startsWith(start))
}

describe('the metrics of a plugin', () => {
  it.each([
    ['before', () => [user(3), metrics()]],
    ['after', () => [metrics(), user(3)]],
  ])('are served if it is set up %s the metrics', async (_, plugins) => {
    const node = nodeWith()
    for (const plugin of plugins()) await node.use(plugin)
    expect(await seriesFrom(node, 'user_')).toEqual([['user_things{plugin="user"}', 3]])
  })

  it('keep nothing from working on a node without metrics', async () => {
    const node = nodeWith()
    await expect(node.use(user(3))).resolves.toBeUndefined()
  })

  it('go with it, and are those of its replacement', async () => {
    const node = await withMetrics()
    await node.use(user(1))
    await node.use(user(2))
    expect(await seriesFrom(node, 'user_')).toEqual([['user_things{plugin="user"}', 2]])
    await node.remove('user')
    expect(await serviceOf(node).text()).not.toContain('user_things')
  })

  it('move to a replacement of the metrics, and the replaced ones have nothing left', async () => {
    const node = await withMetrics()
    await node.use(user(1))
    const before = serviceOf(node)
    await node.use(metrics({ process: false }))
    expect(serviceOf(node)).not.toBe(before)
    expect(await seriesFrom(node, 'user_')).toEqual([['user_things{plugin="user"}', 1]])
    expect((await before.text()).trim()).toBe('')
    await node.remove('metrics')
    expect(node.service('metrics')).toBeUndefined()
  })

  it('of several plugins have one name, told apart by a label', async () => {
    const node = await withMetrics()
    await node.use(user(1))
    await node.use(user(2, 'other'))
    expect(await seriesFrom(node, 'user_')).toEqual([
      ['user_things{plugin="user"}', 1],
      ['user_things{plugin="other"}', 2],
    ])
    const text = await serviceOf(node).text()
    expect(text.split('# TYPE user_things gauge')).toHaveLength(2)
  })

  it('may come from a second metrics plugin with an id, which has a registry of its own', async () => {
    const node = await withMetrics()
    await node.use(metrics({ process: false }, { id: 'more' }))
    const more = node.service('metrics:more')
    expect(more).toMatchObject({ contentType: expect.stringContaining('text/plain') })
    expect(more).not.toBe(node.service('metrics'))
  })
})

describe('add', () => {
  it('serves counters, gauges and histograms with labels', async () => {
    const node = await withMetrics()
    const seconds = new Histogram([1, 10])
    for (const value of [0.5, 5, 50]) seconds.observe(value)
    serviceOf(node).add({
      x_total: {
        type: 'counter',
        help: 'X.',
        labels: ['kind'],
        read: () => [sample('a', 1), sample('b', 2)],
      },
      x_seconds: {
        type: 'histogram',
        help: 'X.',
        labels: ['kind'],
        read: () => [sample('a', seconds.snapshot())],
      },
      x_now: { ...GAUGE, read: () => -1.5 },
      x_none: { ...GAUGE, read: () => undefined },
    })
    expect(await seriesFrom(node, 'x_')).toEqual([
      ['x_total{kind="a"}', 1],
      ['x_total{kind="b"}', 2],
      ['x_seconds_bucket{le="1",kind="a"}', 1],
      ['x_seconds_bucket{le="10",kind="a"}', 2],
      ['x_seconds_bucket{le="+Inf",kind="a"}', 3],
      ['x_seconds_sum{kind="a"}', 55.5],
      ['x_seconds_count{kind="a"}', 3],
      ['x_now', -1.5],
    ])
  })

  it('reads the values of now, each time', async () => {
    const node = await withMetrics()
    let value = 1
    serviceOf(node).add({ x_now: { ...GAUGE, read: () => value } })
    await serviceOf(node).text()
    value = 2
    expect(await seriesFrom(node, 'x_')).toEqual([['x_now', 2]])
  })

  it('escapes what a label value must not contain, and cuts long ones', async () => {
    const node = await withMetrics()
    const value = 'a"b\\c\nd'
    serviceOf(node).add({
      x_now: { ...GAUGE, labels: ['kind'], read: () => [sample(value, 1), sample('e'.repeat(999), 1)] },
    })
    const text = await serviceOf(node).text()
    expect(text).toContain('x_now{kind="a\\"b\\\\c\\nd"} 1\n')
    expect(text).toContain(`x_now{kind="${'e'.repeat(200)}"} 1\n`)
  })

  it.each<[string, string, Partial<MetricDefinition> | undefined, string]>([
    ['a name that is not one', 'x-now', {}, 'letters, digits and underscores'],
    ['a counter without _total', 'x_now', { type: 'counter' }, '`_total`'],
    ['a gauge with _total', 'x_total', {}, '`_total` is for counters'],
    ['no help', 'x_now', { help: '' }, '`help`'],
    ['a label that is reserved', 'x_now', { labels: ['__x'] }, '`__x`'],
    ['a label twice', 'x_now', { labels: ['a', 'a'] }, '`a` twice'],
  ])('is refused with %s', async (_, name, over, text) => {
    const node = await withMetrics()
    const definition = { ...GAUGE, read: () => 1, ...over } as MetricDefinition
    expect(() => serviceOf(node).add({ [name]: definition })).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_METRIC', message: expect.stringContaining(text) }),
    )
  })

  it('is refused for a name in use: of the node, of another plugin, of the registry', async () => {
    const node = await withMetrics()
    const service = serviceOf(node)
    new Counter({ name: 'y_total', help: 'Y.', registers: [service.registry] })
    service.add({ x_now: { ...GAUGE, read: () => 1 } })
    for (const [name, problem] of [
      ['clacks_queue_messages', 'differs in type, help or labels'],
      ['x_now', 'need a label that tells them apart'],
      ['y_total', 'the registry has a metric of this name'],
    ] as const) {
      const definition = { ...GAUGE, type: name === 'y_total' ? 'counter' : 'gauge', read: () => 1 } as const
      expect(() => service.add({ [name]: definition }), name).toThrow(
        expect.objectContaining({ code: 'ERR_CLACKS_METRIC', message: expect.stringContaining(problem) }),
      )
    }
  })

  it('adds nothing if one of several is refused', async () => {
    const node = await withMetrics()
    const add = () =>
      serviceOf(node).add({ x_now: { ...GAUGE, read: () => 1 }, x_bad_total: { ...GAUGE, read: () => 1 } })
    expect(add).toThrow()
    expect(await seriesFrom(node, 'x_')).toEqual([])
  })

  it('can be undone, more than once, and the name is free again', async () => {
    const node = await withMetrics()
    const remove = serviceOf(node).add({ x_now: { ...GAUGE, read: () => 1 } })
    remove()
    remove()
    serviceOf(node).add({ x_now: { ...GAUGE, read: () => 2 } })
    expect(await seriesFrom(node, 'x_')).toEqual([['x_now', 2]])
  })
})

describe('a metric that cannot be read', () => {
  it.each<[string, () => number]>([
    ['throws', () => JSON.parse('{')],
    ['returns NaN', () => Number.NaN],
    ['returns something else', () => JSON.parse('"text"')],
    ['returns a promise', () => JSON.parse('{}')],
  ])('is left out if it %s: it is counted and logged once, the others are served', async (_, read) => {
    const lines: string[] = []
    const node = await withMetrics({}, lines)
    serviceOf(node).add({ x_bad: { ...GAUGE, read }, x_good: { ...GAUGE, read: () => 1 } })
    for (const _round of [1, 2]) await serviceOf(node).text()
    expect(await seriesFrom(node, 'x_')).toEqual([['x_good', 1]])
    expect(await seriesFrom(node, 'clacks_metrics_read_failures')).toEqual([
      ['clacks_metrics_read_failures_total', 3],
    ])
    expect(lines).toEqual([expect.stringMatching(/^The metric x_bad cannot be read: /)])
  })

  it('is one with a label that it does not have, or a counter below zero', async () => {
    const node = await withMetrics()
    serviceOf(node).add({
      x_now: { ...GAUGE, read: () => [sample('a', 1)] },
      x_total: { type: 'counter', help: 'X.', read: () => -1 },
    })
    expect(await seriesFrom(node, 'x_')).toEqual([])
  })
})

describe('label values', () => {
  it('are bounded: those above `maxSeries` are left out, counted and logged once', async () => {
    const lines: string[] = []
    const node = await withMetrics({ maxSeries: 2 }, lines)
    serviceOf(node).add({
      x_now: { ...GAUGE, labels: ['kind'], read: () => ['a', 'b', 'c', 'd'].map((kind) => sample(kind, 1)) },
    })
    await serviceOf(node).text()
    expect((await seriesFrom(node, 'x_')).map(([name]) => name)).toEqual([
      'x_now{kind="a"}',
      'x_now{kind="b"}',
    ])
    const dropped = await seriesFrom(node, 'clacks_metrics_dropped')
    expect(dropped[0]?.[1]).toBeGreaterThanOrEqual(4)
    expect(lines.filter((line) => line.includes('x_now'))).toHaveLength(1)
  })
})

describe('the registry', () => {
  it('takes metrics of the classes of prom-client', async () => {
    const node = await withMetrics()
    const { registry } = serviceOf(node)
    const counter = new Counter({ name: 'y_total', help: 'Y.', registers: [registry] })
    counter.inc(3)
    expect(await seriesFrom(node, 'y_')).toEqual([['y_total', 3]])
  })
})

function sample<Value>(kind: string, value: Value) {
  return { labels: { kind }, value }
}
