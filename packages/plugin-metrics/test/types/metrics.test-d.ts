// What must and must not compile. Checked by `tsc`, never run.
import { Clacks, definePlugin, Histogram } from 'clacks'
import { expectTypeOf } from 'vitest'
import { type MetricDefinition, type Metrics, metrics } from '../../src/index.js'

const node = new Clacks({ plugins: [metrics({ listen: { port: 9464 } })] })
expectTypeOf(node.service('metrics')).toEqualTypeOf<Metrics | undefined>()

// @ts-expect-error: the port is missing
metrics({ listen: {} })
// @ts-expect-error: there is no such option
metrics({ prefix: 'x_' })

definePlugin({
  name: 'user',
  setup({ inject, withService }) {
    expectTypeOf(inject('metrics')).toEqualTypeOf<Metrics>()
    withService('metrics', (service) => {
      expectTypeOf(service).toEqualTypeOf<Metrics>()
      return service.add({ user_total: { type: 'counter', help: 'X.', read: () => 1 } })
    })
    withService('unknown', (service) => {
      expectTypeOf(service).toBeUnknown()
    })
    // @ts-expect-error: an async use would be awaited by nobody
    withService('metrics', async () => {})
  },
})

const gauge: MetricDefinition = { type: 'gauge', help: 'X.', read: () => 1 }
// @ts-expect-error: a histogram reads snapshots
const wrong: MetricDefinition = { type: 'histogram', help: 'X.', read: () => 1 }
const right: MetricDefinition = { type: 'histogram', help: 'X.', read: () => new Histogram([1]).snapshot() }
expectTypeOf([gauge, wrong, right]).toEqualTypeOf<MetricDefinition[]>()
