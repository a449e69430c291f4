import { testPlugin } from 'clacks/testing'
import { describe, it } from 'vitest'
// Virtual time does not wait for the first import of a package.
import '@opentelemetry/api'
import { metrics } from '../src/index.js'

testPlugin(metrics, {
  describe,
  it,
  valid: [
    {},
    { listen: { port: 0 } },
    { listen: { port: 0, hostname: 'localhost' } },
    { process: false, peers: 10, maxSeries: 1 },
    { openTelemetry: true },
  ],
  invalid: [
    { listen: true },
    { listen: {} },
    { listen: { port: -1 } },
    { listen: { port: 9464, host: '127.0.0.1' } },
    { openTelemetry: 'yes' },
    { peers: -1 },
    { maxSeries: 0 },
    { proces: true },
    'metrics',
  ],
})
