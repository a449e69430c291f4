import { afterEach, describe, it } from 'vitest'
import { MemoryNetwork, SeededRandom, testTransport, VirtualClock } from '../../src/testing/index.js'
import { transports } from './https-pair.js'

const https = transports()
const clock = new VirtualClock()
const network = new MemoryNetwork({ clock, random: new SeededRandom(1) })

afterEach(() => https.closeAll())

testTransport(
  'https',
  { make: () => https.make(), at: () => ({ host: '127.0.0.1', hostname: '127.0.0.1' }) },
  { describe, it },
)

testTransport(
  'memory',
  {
    make: (hostname) => network.transport({ hostname, capabilities: '1' }),
    at: (hostname) => ({ host: '::', hostname }),
    complete: (promise) => clock.complete(promise),
  },
  { describe, it },
)
