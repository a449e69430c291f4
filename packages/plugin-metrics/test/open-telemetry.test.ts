import { metrics as api } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { createNetwork } from 'clacks/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { metrics } from '../src/index.js'

const LONG_MS = 2 ** 30
let exporter: InMemoryMetricExporter
let provider: MeterProvider

beforeEach(() => {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: LONG_MS })
  provider = new MeterProvider({ readers: [reader] })
  api.setGlobalMeterProvider(provider)
})
afterEach(async () => {
  api.disable()
  await provider.shutdown()
})

interface Exported {
  readonly unit: string
  readonly isMonotonic: boolean
  readonly points: readonly Pick<DataPoint<unknown>, 'attributes' | 'value'>[]
}

/** What an exporter of the application gets now, by name. */
async function exported(): Promise<Map<string, Exported>> {
  exporter.reset()
  await provider.forceFlush()
  const found = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
  return new Map(
    found.map((metric) => [
      metric.descriptor.name,
      {
        unit: metric.descriptor.unit,
        isMonotonic: 'isMonotonic' in metric && metric.isMonotonic,
        points: metric.dataPoints.map(({ attributes, value }) => ({ attributes, value })),
      },
    ]),
  )
}

const QUIET = { idleAnnounce: 0, sendrate: Number.POSITIVE_INFINITY }
const twoNodes = () =>
  createNetwork({
    nodes: ['from', 'to'],
    plugins: () => [metrics({ openTelemetry: true, process: false })],
    options: (name) => (name === 'from' ? QUIET : { idleAnnounce: 0, sendrate: 0 }),
  })

describe('with `openTelemetry`', () => {
  it('the exporter of the application gets all metrics of all nodes, told apart by their address', async () => {
    await using network = await twoNodes()
    network.node('from').enqueue('one')
    await network.advance('1s')
    const sent = (await exported()).get('clacks_messages_sent_total')
    expect(sent).toMatchObject({ unit: '1', isMonotonic: true })
    const addresses = ['from', 'to'].map((name) => {
      const { hostname, port } = network.node(name).address
      return `${hostname}:${port}`
    })
    expect(sent?.points).toEqual([
      { attributes: { 'clacks.node': addresses[0] }, value: 1 },
      { attributes: { 'clacks.node': addresses[1] }, value: 0 },
    ])
  })

  it('gauges have labels as attributes, and the unit of their name', async () => {
    await using network = await twoNodes()
    const found = await exported()
    expect(found.get('clacks_queue_bytes')).toMatchObject({ unit: 'By', isMonotonic: false })
    const peers = found.get('clacks_peers')?.points.filter(({ attributes }) => attributes.status === 'new')
    expect(peers?.map(({ value }) => value)).toEqual([1, 1])
    expect(network.node('from').getPeers().new).toBeDefined()
  })

  it('histograms are counters of values, their sum and cumulative buckets', async () => {
    await using network = await twoNodes()
    network.node('from').enqueue('one')
    await network.advance('1s')
    const found = await exported()
    const of = (name: string) =>
      found.get(name)?.points.filter(({ attributes }) => String(attributes['clacks.node']).startsWith('from'))
    expect(of('clacks_send_duration_seconds_count')?.[0]?.value).toBe(1)
    expect(of('clacks_send_duration_seconds_sum')?.[0]?.value).toBeCloseTo(0.02)
    const buckets = new Map(
      of('clacks_send_duration_seconds_bucket')?.map(({ attributes, value }) => [attributes.le, value]),
    )
    expect(['0.01', '0.025', '+Inf'].map((le) => buckets.get(le))).toEqual([0, 1, 1])
  })

  it('nothing is exported of a node that has removed the plugin', async () => {
    await using network = await twoNodes()
    for (const node of network.nodes) await network.complete(node.remove('metrics'))
    const points = [...(await exported()).values()].flatMap((metric) => metric.points)
    expect(points).toEqual([])
  })

  it('nothing is exported without the option', async () => {
    await using network = await createNetwork({ nodes: 1, plugins: () => [metrics()] })
    expect([network.nodes.length, (await exported()).size]).toEqual([1, 0])
  })
})
