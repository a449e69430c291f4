import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../src/plugins/define-plugin.js'
import { createRig } from './rig.js'

const shout = definePlugin({
  name: 'shout',
  version: '1.0.0',
  options: {
    type: 'object',
    properties: { suffix: { type: 'string', default: '!' } },
    additionalProperties: false,
  },
  setup(ctx, options) {
    ctx.hooks.received.tap((reception) => {
      reception.message = String(reception.message).toUpperCase() + options.suffix
    })
  },
})

describe('definePlugin', () => {
  it('returns a function that creates plugins with completed options', async () => {
    const { host, receive } = createRig()
    await host.use(shout({ suffix: '!!' }))
    expect((await receive('hello')).reception.message).toBe('HELLO!!')
    await host.use(shout())
    expect((await receive('hello')).reception.message).toBe('HELLO!')
    expect(host.reports()).toMatchObject([{ id: 'shout', name: 'shout', version: '1.0.0' }])
  })

  it('returns a function that can be used as the plugin itself', async () => {
    const { host, receive } = createRig()
    await host.useAll([shout])
    expect((await receive('hello')).reception.message).toBe('HELLO!')
  })

  it('exposes its definition', () => {
    expect(shout.name).toBe('shout')
    expect(shout.definition).toMatchObject({ name: 'shout', options: { additionalProperties: false } })
  })

  it('accepts an id among the options of a config, unless the schema has an option of this name', () => {
    expect(shout.configure({ suffix: '?', id: 'ask' })).toMatchObject({ id: 'ask', options: { suffix: '?' } })
    expect(shout.configure({ suffix: '?' }, { id: 'ask' })).toMatchObject({
      id: 'ask',
      options: { suffix: '?' },
    })
    expect(shout.configure()).toMatchObject({ id: 'shout', options: undefined })
    const tagged = definePlugin({
      name: 'tag',
      options: { type: 'object', properties: { id: { type: 'string' } } },
      setup() {},
    })
    expect(tagged.configure({ id: 'x' })).toMatchObject({ id: 'tag', options: { id: 'x' } })
  })

  it('checks options only when the plugin is used, and reports all uses at once', async () => {
    const { host } = createRig()
    const wrong = shout.configure({ sufix: '?' })
    await expect(host.use(wrong)).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_OPTIONS',
      issues: [{ path: ['sufix'], fix: 'Did you mean "suffix"?' }],
    })
  })

  it('reports an options check that itself fails', async () => {
    const { host } = createRig()
    const broken = definePlugin({
      name: 'broken',
      options: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: () => {
            throw new Error('no luck')
          },
        },
      },
      setup() {},
    })
    await expect(host.use(broken.configure())).rejects.toMatchObject({
      code: 'ERR_CLACKS_PLUGIN_OPTIONS',
      message: expect.stringContaining('plugin "broken" cannot be checked: no luck'),
    })
  })

  it.each(['shout', 'message-formatter', 'x2', '@acme/radio', '@my-firm/clacks-plugin'])(
    'accepts the name %s',
    (name) => {
      expect(definePlugin({ name, setup() {} })().name).toBe(name)
    },
  )

  it.each(['', 'Shout', 'my plugin', '-x', 'x-', 'a--b', '@acme', 'a/b', '?x', 'ü'])(
    'refuses the name %j',
    (name) => {
      expect(() => definePlugin({ name, setup() {} })).toThrow(
        expect.objectContaining({ code: 'ERR_CLACKS_PLUGIN' }),
      )
    },
  )

  it.each(['', '?x', 'two words'])('refuses the id %j', (id) => {
    const message = expect.stringContaining('Plugin "shout" cannot have the id')
    const refusal = expect.objectContaining({ code: 'ERR_CLACKS_PLUGIN', message })
    expect(() => shout({}, { id })).toThrow(refusal)
    expect(() => shout.configure({ id })).toThrow(refusal)
  })

  it('refuses a plugin without setup', () => {
    const bare: { name: string; setup(): void } = JSON.parse('{ "name": "x" }')
    expect(() => definePlugin(bare)).toThrow('`setup(ctx, options)`')
  })
})
