import type { WrittenOptions } from 'clacks'

/** The JSON Schema of the options, also published as schema.json. */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-metrics',
  type: 'object',
  properties: {
    listen: {
      type: 'object',
      properties: {
        port: {
          type: 'integer',
          minimum: 0,
          maximum: 65_535,
          description: 'The port; 0 takes a free one.',
        },
        hostname: {
          type: 'string',
          minLength: 1,
          default: '127.0.0.1',
          description: 'The host name or IP address.',
        },
      },
      required: ['port'],
      additionalProperties: false,
      description:
        'Serves `GET /metrics` over HTTP on this port, for a node without the gateway: `{ port: 9464 }`. Without `hostname` it listens on 127.0.0.1 only: the metrics have no password.',
    },
    openTelemetry: {
      type: 'boolean',
      default: false,
      description:
        'Also reports all metrics to the global MeterProvider of `@opentelemetry/api`, which the application sets before it starts the node.',
    },
    process: {
      type: 'boolean',
      default: true,
      description: 'Adds the metrics of the process: CPU, memory, event loop.',
    },
    peers: {
      type: 'integer',
      minimum: 0,
      maximum: 10_000,
      default: 0,
      description:
        'Up to this many peers have a metric of their own, with their address as label. All peers are counted in any case.',
    },
    maxSeries: {
      type: 'integer',
      minimum: 1,
      default: 200,
      description:
        'The maximum number of different label values that a plugin may give to one of its metrics. More are left out, counted and logged.',
    },
  },
  additionalProperties: false,
} as const

/** The options of the plugin. All of them are optional. */
export type MetricsOptions = WrittenOptions<typeof OPTIONS_SCHEMA>
