import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { drop } from '../../src/hooks/verdict.js'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import type { ApplyPlugin, PluginContext } from '../../src/plugins/plugin.js'
import {
  type PluginContract,
  type PluginUnderTest,
  pluginChecks,
  testPlugin,
} from '../../src/testing/index.js'
import { stringifyMessage } from '../../src/wire/json.js'

const shout = definePlugin({
  name: 'shout',
  options: {
    type: 'object',
    properties: { suffix: { type: 'string', default: '!' } },
    additionalProperties: false,
  },
  setup(ctx, options) {
    ctx.every(1_000, () => {})
    ctx.after(60_000, () => {})
    ctx.hooks.received.tap((reception) => {
      if (typeof reception.message === 'string')
        reception.message = reception.message.toUpperCase() + options.suffix
    })
  },
})

/** Writes to a real file with each message, and closes it. */
const scribe = definePlugin({
  name: 'scribe',
  setup(ctx) {
    const file = join(tmpdir(), `clacks-scribe-${process.pid}-${Math.random()}`)
    ctx.hooks.received.tap(async ({ json }) => {
      await writeFile(file, json)
    })
    ctx.onClose(() => rm(file, { force: true }))
  },
})

const bouncer = definePlugin({
  name: 'bouncer',
  setup(ctx) {
    ctx.hooks.received.tap(({ message }) => (message === 'password' ? undefined : drop('not on the list')))
  },
})

/** Keeps a file of its own in the folder of its node, which must exist and belong to no other. */
const folders: string[] = []
const locking = definePlugin({
  name: 'locking',
  async setup(ctx) {
    folders.push(ctx.folder)
    const file = join(ctx.folder, `${ctx.id}.lock`)
    await writeFile(file, '', { flag: 'wx' })
    ctx.onClose(() => rm(file))
  },
})

class Habit implements ApplyPlugin {
  readonly name = 'habit'
  apply(node: Parameters<ApplyPlugin['apply']>[0]): void {
    node.hooks.queued.tap('habit', () => {})
  }
}

// Each of these passes the whole contract.
testPlugin(shout, {
  valid: [{}, { suffix: '!!' }],
  invalid: [{ sufix: '!!' }, { suffix: 7 }, 7],
  describe,
  it,
})
testPlugin(scribe, { describe, it })
testPlugin(locking, { describe, it })
testPlugin(bouncer, { passing: ['password'], describe, it })
testPlugin(new Habit(), { describe, it })

it('the folders of the nodes are removed', () => {
  expect(folders.length).toBeGreaterThan(0)
  expect(folders.filter((folder) => existsSync(folder))).toEqual([])
})

/** The checks that a plugin fails, by name, with their errors. */
async function failuresOf<Options>(
  plugin: PluginUnderTest<Options>,
  contract?: PluginContract<Options>,
): Promise<Record<string, string>> {
  const failures: Record<string, string> = {}
  for (const { name, run } of pluginChecks(plugin, contract)) {
    try {
      await run()
    } catch (thrown) {
      failures[name] = String(thrown)
    }
  }
  return failures
}

const plain = (setup: (ctx: PluginContext) => unknown, name = 'plain') =>
  definePlugin({
    name,
    setup(ctx) {
      setup(ctx)
    },
  })

describe('the plugin contract finds', () => {
  it('a plugin without a schema', async () => {
    const failures = await failuresOf(
      plain(() => {}),
      { invalid: [{ typo: 1 }] },
    )
    expect(Object.keys(failures)).toEqual(['refuses the options {"typo":1}'])
    expect(failures['refuses the options {"typo":1}']).toMatch(
      /accepts the options \{"typo":1\}.*\n {2}Why it matters: .*\n {2}What to do: Give a schema/,
    )
  })

  it('a failing tap, with the error it threw, so that a test runner shows the line', async () => {
    const boom = new Error('boom')
    const broken = plain(({ hooks }) =>
      hooks.received.tap(() => {
        throw boom
      }),
    )
    for (const name of [
      'takes messages of any shape',
      'takes a frozen message',
      'works on two nodes of one process',
    ]) {
      const check = pluginChecks(broken).find((each) => each.name === name)
      await expect(check?.run()).rejects.toMatchObject({
        message: expect.stringMatching(
          /: \[plain:received\] boom, thrown at .*plugin-contract\.test\.ts:\d+:\d+\.\n/,
        ),
        cause: boom,
      })
    }
  })

  it('a schema that rejects valid options', async () => {
    const failures = await failuresOf(shout, { valid: [{}, { suffix: 7 } as never] })
    expect(Object.keys(failures)).toContain('accepts the options {"suffix":7}')
  })

  it('options checked in setup', async () => {
    const picky = definePlugin({
      name: 'picky',
      setup(_, options: Readonly<Record<string, unknown>>) {
        if ('typo' in options) throw new Error('typo')
      },
    })
    const failures = await failuresOf(picky, { invalid: [{ typo: 1 }] })
    expect(Object.values(failures)).toEqual([expect.stringContaining('ERR_CLACKS_PLUGIN_SETUP')])
  })

  it('a name that cannot be written in a config', async () => {
    const failures = await failuresOf({ name: 'My Plugin', apply: () => {} })
    expect(Object.keys(failures)).toContain('has a well-formed name')
  })

  it('changed options', async () => {
    const sorter = (options: { names: string[] }) =>
      definePlugin({ name: 'sorter', setup: () => void options.names.sort() })()
    const failures = await failuresOf(sorter, { valid: [{ names: ['b', 'a'] }] })
    expect(Object.keys(failures)).toEqual(['does not change the options that it is given'])
  })

  it('state shared by all nodes of the process', async () => {
    let users = 0
    const single = plain((ctx) => {
      if (users++ > 0) throw new Error('in use already')
      ctx.onClose(() => users--)
    })
    expect(Object.keys(await failuresOf(single))).toEqual(
      expect.arrayContaining(['works on two nodes of one process', 'works twice on one node, under two ids']),
    )
  })

  it('a service that only one can provide', async () => {
    const provider = plain((ctx) => ctx.provide('the only one', {}))
    const failures = await failuresOf(provider)
    expect(Object.keys(failures)).toEqual(['works twice on one node, under two ids'])
    expect(Object.values(failures)[0]).toContain('`ctx.provide(ctx.id, …)`')
  })

  it('a real timer that is still running', async () => {
    const timers: NodeJS.Timeout[] = []
    const failures = await failuresOf(plain(() => timers.push(setInterval(() => {}, 1_000))))
    for (const timer of timers) clearInterval(timer)
    expect(Object.keys(failures)).toEqual([
      'leaves no handle or timer of the process behind when it is removed',
    ])
    expect(Object.values(failures)[0]).toMatch(/keeps the process alive with: Timeout\./)
  })

  it('a server that is still listening', async () => {
    const servers: Server[] = []
    const failures = await failuresOf(plain(() => servers.push(createServer().listen(0, '127.0.0.1'))))
    for (const server of servers) server.close()
    expect(Object.values(failures)).toEqual([
      expect.stringContaining('keeps the process alive with: TCPSERVERWRAP.'),
    ])
  })

  it('a plugin that works only the first time', async () => {
    const spent = new WeakSet<object>()
    const once = plain((ctx) => {
      const used = spent.has(ctx.node)
      spent.add(ctx.node)
      ctx.hooks.received.tap(() => {
        if (used) throw new Error('worn out')
      })
    })
    expect(Object.keys(await failuresOf(once))).toEqual(
      expect.arrayContaining(['works again after it was removed and added']),
    )
  })

  it('a plugin that cannot handle what a neighbour makes of a message', async () => {
    const strict = plain((ctx) => {
      let seen = 0
      ctx.hooks.received.tap({ stage: -2_000 }, () => void seen++)
      ctx.hooks.queued.tap(() => {
        seen = 0
      })
      ctx.hooks.announced.tap(() => {})
      ctx.hooks.sent.tap(() => {
        if (seen > 3) throw new Error('received and not queued')
      })
      ctx.hooks.sendFailed.tap(() => {
        throw new Error('received and not queued')
      })
    })
    expect(Object.keys(await failuresOf(strict))).toEqual(['survives a neighbour that fails at every hook'])
  })

  it('a plugin that relies on another being registered first', async () => {
    const store = plain((ctx) => ctx.provide(`store of ${ctx.id}`, {}), 'store')
    const hasty = plain((ctx) => ctx.inject('store of store'), 'hasty')
    const failures = await failuresOf(hasty, { companions: () => [store] })
    expect(Object.keys(failures)).toEqual([
      'does the same whatever the order in which plugins are registered',
    ])
    expect(Object.values(failures)[0]).toContain('No plugin provides the service')
  })

  it('a plugin that trusts its input', async () => {
    const trusting = plain((ctx) => {
      ctx.hooks.received.tap((reception) => {
        const { message } = reception
        if (typeof message === 'string') return
        reception.message = { size: (message as { length: number }).length.toFixed(1) }
      })
    })
    expect(Object.keys(await failuresOf(trusting))).toEqual(
      expect.arrayContaining(['takes messages of any shape', 'takes a frozen message']),
    )
  })

  it('a plugin that calls inherited methods of a message', async () => {
    const inheriting = plain((ctx) => {
      ctx.hooks.received.tap(({ message }) => {
        if (typeof message === 'object' && message !== null) message.valueOf()
      })
    })
    expect(Object.keys(await failuresOf(inheriting))).toEqual(['takes messages without a prototype'])
  })

  it('a plugin that recurses without a limit', async () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0
    const limited = plain((ctx) => {
      ctx.hooks.received.tap(({ message }) => {
        if (depth(message) > 900) throw new RangeError('too deep')
      })
    })
    expect(Object.keys(await failuresOf(limited))).toContain('takes messages of any shape')
  })

  it.each<[string, (message: unknown) => unknown]>([
    ['1e999', stringifyMessage],
    ['[[[', JSON.stringify],
    [
      '{"class":"a","a":[0',
      (message) => Buffer.alloc(8_000).writeUInt8(1, [Object(message).a].flat().length),
    ],
  ])('a plugin that cannot take %s', async (text, use) => {
    const failures = await failuresOf(
      plain((ctx) => void ctx.hooks.queued.tap((message) => void use(message))),
    )
    expect(failures['takes every JSON text']).toContain(`It fails for the message ${text}`)
  })

  it('a message that changes the prototype of all objects', async () => {
    const merging = plain((ctx) => {
      const merge = (target: object, source: object): void => {
        for (const key of Object.keys(source)) {
          const value: unknown = Reflect.get(source, key)
          const inner: unknown = Reflect.get(target, key)
          if (typeof value === 'object' && value !== null && typeof inner === 'object' && inner !== null)
            merge(inner, value)
          else Reflect.set(target, key, value)
        }
      }
      ctx.hooks.received.tap(({ message }) => {
        if (typeof message === 'object' && message !== null && Object.hasOwn(message, '__proto__'))
          merge({}, message)
      })
    })
    const failures = await failuresOf(merging)
    Reflect.deleteProperty(Object.prototype, 'polluted')
    expect(failures['takes messages of any shape']).toContain('prototype of all objects')
  })

  it('a change in place, unless the plugin declares it', async () => {
    const stamper = plain((ctx) => {
      ctx.hooks.received.tap(({ message }) => {
        if (typeof message === 'object' && message !== null) Object.assign(message, { stamped: true })
      })
    })
    const stamping = { passing: [['a list']] }
    expect(Object.keys(await failuresOf(stamper, stamping))).toEqual(['takes a frozen message'])
    expect(await failuresOf(stamper, { ...stamping, changesInPlace: true })).toEqual({})
  })
})

describe('testPlugin', () => {
  it('registers each check with the given runner', () => {
    const registered: string[] = []
    const limits = new Set<number>()
    testPlugin(shout, {
      describe: (name, body) => {
        registered.push(name)
        body()
      },
      it: (name, _body, milliseconds) => {
        registered.push(name)
        limits.add(milliseconds)
      },
    })
    expect(registered).toEqual(['the plugin shout', ...pluginChecks(shout).map(({ name }) => name)])
    expect([...limits]).toEqual([60_000])
  })

  it('throws if there is no runner', () => {
    expect(() => testPlugin(shout)).toThrow(/no global function `describe`: pass it, as in/)
  })
})
