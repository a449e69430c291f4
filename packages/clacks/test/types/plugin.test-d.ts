// What must compile and what must not. Checked by `tsc`, never run.
import { expectTypeOf } from 'vitest'
import { functionOption } from '../../src/function-option.js'
import { drop, hold, reject, split } from '../../src/hooks/verdict.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { type LegacyCallback, legacyPlugin } from '../../src/plugins/legacy.js'
import type { Plugin, PluginContext, PluginInput } from '../../src/plugins/plugin.js'
import type { StandardSchema } from '../../src/plugins/standard-schema.js'

interface Chat {
  readonly class: 'chat'
  readonly text: string
}

declare global {
  interface ClacksServices {
    library: { find(text: string): string[] }
  }
}

// The options of `setup` come from the schema: those with a default or required are present.
const files = definePlugin({
  name: 'files',
  options: {
    type: 'object',
    properties: {
      directory: { type: 'string' },
      maxFiles: { type: 'integer', default: 5 },
      level: { enum: ['debug', 'info'] },
      tags: { type: 'array', items: { type: 'string' } },
      rotate: { type: 'object', properties: { size: { type: 'number' } }, additionalProperties: false },
    },
    required: ['directory'],
    additionalProperties: false,
  },
  setup(ctx, options) {
    expectTypeOf(ctx).toEqualTypeOf<PluginContext>()
    expectTypeOf(options.directory).toEqualTypeOf<string>()
    expectTypeOf(options.maxFiles).toEqualTypeOf<number>()
    expectTypeOf(options.level).toEqualTypeOf<'debug' | 'info' | undefined>()
    expectTypeOf(options.tags).toEqualTypeOf<string[] | undefined>()
    expectTypeOf(options.rotate?.size).toEqualTypeOf<number | undefined>()
    // @ts-expect-error no option of this name
    options.directroy
  },
})

// Options as written: those with a default are optional, required ones are not, others do not
// exist.
expectTypeOf(files({ directory: 'logs' })).toEqualTypeOf<Plugin>()
files({ directory: 'logs', maxFiles: 3, level: 'debug' }, { id: 'other' })
// @ts-expect-error `directory` is required
files()
// @ts-expect-error `directory` is required
files({ maxFiles: 3 })
// @ts-expect-error not a number
files({ directory: 'logs', maxFiles: 'many' })
// @ts-expect-error no option of this name
files({ directory: 'logs', maxFils: 3 })
// @ts-expect-error none of the values
files({ directory: 'logs', level: 'loud' })
// @ts-expect-error nothing but an id
files({ directory: 'logs' }, { name: 'other' })

// A factory can be used as the plugin, unless an option is required.
const shout = definePlugin({
  name: 'shout',
  options: {
    type: 'object',
    properties: { suffix: { type: 'string', default: '!' } },
    additionalProperties: false,
  },
  setup(ctx, { suffix }) {
    ctx.hooks.received.tap((reception) => {
      reception.message = String(reception.message) + suffix
    })
  },
})
const plain = definePlugin({ name: 'plain', setup() {} })
export const inputs: PluginInput[] = [
  shout,
  shout(),
  shout({ suffix: '?' }),
  plain,
  plain(),
  files({ directory: 'x' }),
]
// @ts-expect-error its options are required
export const uncalled: PluginInput = files
export const applied: PluginInput[] = [
  { name: 'object', apply: ({ hooks }) => hooks.queued.tap('x', () => {}) },
  new (class Tapper {
    async apply(): Promise<void> {}
  })(),
]
// @ts-expect-error a callback of clacks-p2p needs legacyPlugin()
export const bare: PluginInput = () => false
// @ts-expect-error a class, not an instance of it
export const uninstantiated: PluginInput = class Tapper {
  apply(): void {}
}
// @ts-expect-error neither setup nor apply
export const nothing: PluginInput = { name: 'x' }

// Without a schema the options are passed on unchecked.
plain({ any: 'thing' })
definePlugin({
  name: 'free',
  setup(_ctx, options) {
    expectTypeOf(options.any).toEqualTypeOf<unknown>()
  },
})

// A Standard Schema: its input is what users write, its output what `setup` receives.
declare const port: StandardSchema<{ port?: number }, { port: string }>
const listens = definePlugin({
  name: 'listens',
  options: port,
  setup(_ctx, options) {
    expectTypeOf(options).toEqualTypeOf<{ port: string }>()
  },
})
listens()
listens({ port: 1 })
// @ts-expect-error the input is a number
listens({ port: '1' })

// The type of messages is declared once, on the context.
definePlugin({
  name: 'chat',
  setup(ctx: PluginContext<Chat>, options) {
    expectTypeOf(options).toEqualTypeOf<Readonly<Record<string, unknown>>>()
    ctx.hooks.received.tap(({ message }) => {
      expectTypeOf(message).toEqualTypeOf<Chat>()
    })
    ctx.hooks.received.tap((reception) => {
      // @ts-expect-error not a chat
      reception.message = 'text'
    })
    // @ts-expect-error not a chat
    ctx.node.enqueue('text')
    // @ts-expect-error a plugin has no access to the tapable hooks
    ctx.node.hooks
    // @ts-expect-error a plugin cannot stop its node
    ctx.node.stop
  },
})

// Taps: sync and async, their arguments, and the verdicts that each hook allows.
definePlugin({
  name: 'taps',
  async setup({ hooks, inject, provide, every, after, onClose }) {
    hooks.received.tap(() => drop())
    hooks.received.tap({ stage: 1, before: 'x', after: ['?y'], timeoutMs: 100 }, async () => reject(403))
    hooks.received.tap(() => split([1, 2]))
    hooks.received.tap(async () => {})
    hooks.beforeSend.tap(({ message }) => (message === 1 ? hold() : undefined))
    hooks.queued.tap((message, origin) => {
      expectTypeOf(message).toEqualTypeOf<unknown>()
      expectTypeOf(origin).toEqualTypeOf<'received' | 'enqueued' | 'restored'>()
    })
    hooks.peerUpdated.tap((peer, before) => {
      expectTypeOf(before).toEqualTypeOf(peer.status)
    })
    hooks.admitPeer.tap(({ port: number }) => number > 1023)
    // @ts-expect-error the answer is needed at once
    hooks.admitPeer.tap(async () => false)
    hooks.started.tap(async () => {})
    // @ts-expect-error a verdict of the other hook
    hooks.received.tap(() => hold())
    // @ts-expect-error a verdict of the other hook
    hooks.beforeSend.tap(() => reject())
    // @ts-expect-error not a verdict: braces were forgotten
    hooks.received.tap((reception) => (reception.message = 'x'))
    // @ts-expect-error not a verdict
    hooks.received.tap(async () => false)
    // @ts-expect-error no such hook
    hooks.recieved.tap(() => {})
    // @ts-expect-error no such option
    hooks.queued.tap({ priority: 1 }, () => {})
    hooks.peerUpdated.tap((peer) => {
      // @ts-expect-error a snapshot
      peer.status = 'alive'
    })

    expectTypeOf(inject('library').find('x')).toEqualTypeOf<string[]>()
    expectTypeOf(inject('something else')).toEqualTypeOf<unknown>()
    provide('something else', 1)
    // @ts-expect-error not a library
    provide('library', {})
    expectTypeOf(every(1_000, async () => 1)).toEqualTypeOf<() => void>()
    expectTypeOf(after(1_000, async () => 1)).toEqualTypeOf<() => void>()
    onClose(async () => {})
    return () => {}
  },
})

// `setup` may return a function that tears down.
// @ts-expect-error not a function
definePlugin({ name: 'returns', setup: () => 1 })
// @ts-expect-error no setup
definePlugin({ name: 'empty' })
// @ts-expect-error no JSON Schema
definePlugin({ name: 'schema', options: { type: 'objekt' }, setup() {} })

// Callbacks of clacks-p2p.
const callback: LegacyCallback = function (peer, payload, req, res) {
  expectTypeOf(this.isEmpty()).toEqualTypeOf<boolean>()
  payload.message = peer.identifier
  if (req.socket.remoteAddress === undefined) res.writeHead(403).end('no')
  return false
}
expectTypeOf(legacyPlugin(callback, 'old')).toEqualTypeOf<Plugin>()
// @ts-expect-error not a callback
legacyPlugin({})

// An option that is a function has the declared type, in `setup` and as written.
const keeping = definePlugin({
  name: 'keeping',
  options: {
    type: 'object',
    properties: {
      keep: functionOption<(message: unknown) => boolean>('Which messages stay.'),
      seen: functionOption<(text: string) => void>('Called for each.'),
      limit: { type: 'integer', default: 5 },
    },
    required: ['keep'],
    additionalProperties: false,
  },
  setup(_, options) {
    expectTypeOf(options.keep).toEqualTypeOf<(message: unknown) => boolean>()
    expectTypeOf(options.seen).toEqualTypeOf<((text: string) => void) | undefined>()
    expectTypeOf(options.limit).toEqualTypeOf<number>()
  },
})
keeping({ keep: (message) => message === 'x' })
// @ts-expect-error `keep` is required
keeping({ limit: 3 })
// @ts-expect-error not a function
keeping({ keep: 'all' })
// @ts-expect-error not this function
keeping({ keep: (message: string) => message })
