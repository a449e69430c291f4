import type { PluginError } from '../../src/errors.js'
import type { Hooks } from '../../src/hooks/hooks.js'
import { setInputSource } from '../../src/hooks/input-source.js'
import type { Reception } from '../../src/hooks/reception.js'
import type { ReceptionVerdict } from '../../src/hooks/verdict.js'
import { identifierOf } from '../../src/known-address.js'
import type { Log } from '../../src/log.js'
import { Clacks } from '../../src/node.js'
import type { Peer } from '../../src/peers/peer.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { PluginHost } from '../../src/plugins/host.js'
import type { Plugin, PluginContext, PluginRelations, Teardown } from '../../src/plugins/plugin.js'
import { MessageQueue } from '../../src/queue/queue.js'
import { QueueStoreSlot } from '../../src/queue/store-slot.js'
import { systemRandom } from '../../src/random.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { MemoryNetwork } from '../../src/transport/memory.js'
import { stringifyMessage } from '../../src/wire/json.js'

/** A plugin host on the hooks of a node that is not started, with a virtual clock. */
export interface Rig {
  readonly clock: VirtualClock
  readonly node: Clacks
  readonly hooks: Hooks
  readonly host: PluginHost
  /** Every failure that the host reported, in order. */
  readonly reports: PluginError[]
  /** Of messages that made a plugin fail. */
  readonly sources: string[]
  /** What was logged, as `name: text`. */
  readonly lines: string[]
  /** Receives a message. */
  receive(
    message: unknown,
    source?: string,
  ): Promise<{ reception: Reception; verdict: ReceptionVerdict | undefined }>
}

export function createRig(): Rig {
  const clock = new VirtualClock()
  const lines: string[] = []
  const log = logTo(lines, '')
  const transport = new MemoryNetwork({ clock, random: systemRandom }).transport()
  const node = new Clacks({ hostname: 'here', transport, clock, log })
  const { hooks } = node
  const reports: PluginError[] = []
  const sources: string[] = []
  const report = (error: PluginError): void => {
    reports.push(error)
    hooks.pluginFailed.call(error)
  }
  const host = new PluginHost({
    node,
    hooks,
    storeSlot: new QueueStoreSlot({
      queue: new MessageQueue({ messages: 1, bytes: 1 }),
      ownRun: 'own',
      log,
    }),
    prepareStore: async () => {},
    completeStore: () => {},
    clock,
    random: systemRandom,
    log,
    tapMs: 5_000,
    version: '1.2.3',
    report,
    inputFailed: (source) => sources.push(source),
  })
  const receive = async (message: unknown, source?: string): ReturnType<Rig['receive']> => {
    const reception = receptionOf(message)
    setInputSource(reception, source)
    return { reception, verdict: await hooks.received.promise(reception) }
  }
  return { clock, node, hooks, host, reports, sources, lines, receive }
}

export function receptionOf(message: unknown): Reception {
  return {
    message,
    get json() {
      return stringifyMessage(this.message)
    },
    sender: peerAt('there', 8080),
    verified: false,
    friend: undefined,
    remoteAddress: '192.0.2.7',
    legacy: false,
  }
}

export function peerAt(hostname: string, port: number): Peer {
  return { hostname, port, identifier: identifierOf(hostname, port), status: 'alive', time: 0 }
}

/** A plugin from a name and a setup function. */
export function plugin(
  name: string,
  setup: (ctx: PluginContext) => Teardown | Promise<Teardown>,
  relations: PluginRelations = {},
): Plugin {
  return definePlugin({ name, setup, ...relations })()
}

/** A plugin that appends its name to every message. */
export function letter(name: string, relations: PluginRelations = {}): Plugin {
  return plugin(name, (ctx) => appendTo(ctx, name), relations)
}

export function appendTo({ hooks }: PluginContext, text: string): void {
  hooks.received.tap((reception) => {
    reception.message += text
  })
}

function logTo(lines: string[], name: string): Log {
  const say = (text: string): void => {
    lines.push(`${name}: ${text}`)
  }
  return { debug: say, info: say, warn: say, error: say, child: (child) => logTo(lines, child) }
}

/** A promise and the functions that settle it. */
export function deferred<Value = void>(): {
  promise: Promise<Value>
  resolve: (value: Value) => void
  reject: (thrown: unknown) => void
} {
  let resolve: (value: Value) => void = () => {}
  let reject: (thrown: unknown) => void = () => {}
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}

/** Lets all promise continuations run. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
