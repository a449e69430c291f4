import type { Address } from '../../src/address.js'
import { Counters } from '../../src/counters.js'
import type { Discard } from '../../src/hooks/discard.js'
import { createHooks } from '../../src/hooks/hooks.js'
import { Receiver } from '../../src/inbound/receive.js'
import { createLog } from '../../src/log.js'
import { PeerTable } from '../../src/peers/table.js'
import { Intake } from '../../src/queue/intake.js'
import { MessageQueue } from '../../src/queue/queue.js'
import { Run } from '../../src/queue/run.js'
import { QueueStoreSlot } from '../../src/queue/store-slot.js'
import { resolveSettings } from '../../src/settings/resolve.js'
import type { WrittenSettings } from '../../src/settings/settings.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import type { InboundRequest } from '../../src/transport/transport.js'

export const SENDER = { hostname: 'tower', port: 8080 }

/** A receiver with everything that it needs, and no node around it. */
export function makeReceiver(written: WrittenSettings = {}, pins: Record<string, string> = {}) {
  const settings = resolveSettings({ hostname: 'self', port: 1, ...written })
  const clock = new VirtualClock()
  const failures: string[] = []
  const hooks = createHooks((error) => failures.push(error.message))
  const peers = new PeerTable({
    clock,
    random: new SeededRandom(1),
    settings,
    bounds: { ...settings.limits, killtimeout: settings.killtimeout },
    self: () => ({ hostname: 'self', port: 1 }),
    admit: () => true,
    discovered: () => {},
    updated: () => {},
  })
  const queue = new MessageQueue({
    messages: settings.limits.queueMessages,
    bytes: settings.limits.queueBytes,
  })
  const run = new Run(new SeededRandom(2))
  const storeSlot = new QueueStoreSlot({ queue, ownRun: run.name, log: createLog('silent') })
  const intake = new Intake({
    queue,
    clock,
    storeSlot,
    settings,
    run,
    rangeOf: ({ hostname }) => hostname,
    queued: () => {},
    queuedText: () => {},
  })
  const discards: Discard[] = []
  hooks.discarded.tap('test', (discard) => {
    discards.push(discard)
  })
  const transport = { pinnedKey: ({ hostname }: { hostname: string }) => pins[hostname] }
  const counters = new Counters()
  const claims: Address[] = []
  const keyChanged = (claimed: Address): void => void claims.push(claimed)
  const returned: string[] = []
  const lostNamed = (lost: readonly Address[]): void =>
    void returned.push(...lost.map(({ hostname }) => hostname))
  const called = (): void => {}
  const parts = {
    ...{ settings, hooks, peers, queue, intake, transport, clock, counters },
    ...{ called, lostNamed, keyChanged },
  }
  const receiver = new Receiver(parts)
  const receive = async (payload: unknown, over: Partial<InboundRequest> = {}) =>
    receiver.receive({
      body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
      caps: '1',
      transfer: undefined,
      remoteAddress: '192.0.2.7',
      key: undefined,
      ...over,
    })
  const send = (message: unknown, over?: Partial<InboundRequest>) =>
    receive({ message, type: 'message', sender: SENDER }, over)
  const queued = () => Array.from(queue, ({ json }) => json)
  return {
    receiver,
    clock,
    receive,
    send,
    hooks,
    peers,
    queue,
    queued,
    storeSlot,
    counters,
    discards,
    failures,
    returned,
  }
}
