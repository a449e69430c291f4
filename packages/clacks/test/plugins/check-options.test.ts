import { describe, expect, it } from 'vitest'
import { checkOptions } from '../../src/plugins/check-options.js'
import { faultText, PluginOptionsError } from '../../src/plugins/option-fault.js'
import type { StandardResult, StandardSchema } from '../../src/plugins/standard-schema.js'

const SCHEMA = {
  type: 'object',
  properties: {
    directory: { type: 'string' },
    maxFiles: { type: 'integer', minimum: 1, default: 5 },
    level: { enum: ['debug', 'info', 'warn'] },
    home: { type: 'string', format: 'uri' },
    token: { type: 'string', minLength: 20, writeOnly: true },
    target: {
      anyOf: [
        { type: 'string' },
        { type: 'object', required: ['host'], properties: { host: { type: 'string' } } },
      ],
    },
    rotate: {
      type: 'object',
      properties: { size: { type: ['number', 'null'] }, keep: { type: 'boolean', default: true } },
      additionalProperties: false,
      default: {},
    },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['directory'],
  additionalProperties: false,
}

async function faultsOf(schema: object, options: unknown): Promise<string[]> {
  try {
    await checkOptions('x', schema, options)
  } catch (thrown) {
    if (thrown instanceof PluginOptionsError) return thrown.faults.map(faultText)
    throw thrown
  }
  return []
}

describe('options with a JSON Schema', () => {
  it('get their defaults, also within each other, and what was given is not changed', () => {
    const given = Object.freeze({ directory: 'logs', rotate: Object.freeze({ size: 3 }) })
    expect(checkOptions('x', SCHEMA, given)).toEqual({
      directory: 'logs',
      maxFiles: 5,
      rotate: { size: 3, keep: true },
    })
    expect(given).toEqual({ directory: 'logs', rotate: { size: 3 } })
  })

  it('are an empty object where none are given', () => {
    expect(checkOptions('x', { type: 'object', properties: { a: { default: 1 } } }, undefined)).toEqual({
      a: 1,
    })
    expect(checkOptions('x', { type: 'object' }, null)).toEqual({})
  })

  it('are told all faults at once: where, what was found, what was expected, what was probably meant', async () => {
    const options = {
      directroy: 'logs',
      maxFiles: 0,
      level: 'wran',
      home: 'not a uri',
      token: 'secret',
      target: 7,
      rotate: { size: 'big', kep: true },
      tags: ['a', 2],
    }
    expect(await faultsOf(SCHEMA, options)).toEqual([
      'options.directory: found nothing, expected a text',
      'options.directroy: found an unknown option, expected one of directory, maxFiles, level, home, token, target, rotate, tags (did you mean "directory"?)',
      'options.maxFiles: found 0, expected a value that must be >= 1',
      'options.level: found "wran", expected one of "debug", "info", "warn" (did you mean "warn"?)',
      'options.home: found "not a uri", expected a value that must match format "uri"',
      'options.token: found a text that is secret, expected a value that must NOT have fewer than 20 characters',
      'options.target: found 7, expected a text or an object',
      'options.rotate.kep: found an unknown option, expected one of size, keep (did you mean "keep"?)',
      'options.rotate.size: found "big", expected a number or null',
      'options.tags[1]: found 2, expected a text',
    ])
  })

  it('are named by their plugin in one readable error', () => {
    const check = () => checkOptions('files', SCHEMA, { directory: 1 })
    expect(check).toThrow(
      expect.objectContaining({
        code: 'ERR_CLACKS_PLUGIN_OPTIONS',
        plugin: 'files',
        message: expect.stringContaining(
          'The options of plugin "files" are wrong:\n  - options.directory: found 1, expected a text',
        ),
      }),
    )
  })

  it.each([
    ['a list', []],
    ['a text', 'text'],
  ])('must not be %s', async (_name, options) => {
    expect(await faultsOf(SCHEMA, options)).toEqual([
      expect.stringMatching(/^options: found .*, expected an object$/),
    ])
  })

  it('may hold what is no data: it arrives as it is', () => {
    class Store {
      #rows = 1
      get rows(): number {
        return this.#rows
      }
    }
    const given = { store: new Store(), now: () => 7, when: new Date(0), nested: [{ store: new Store() }] }
    const schema = { type: 'object', properties: { filled: { default: 1 } } }
    const options = checkOptions('x', schema, given)
    expect(options).toEqual({ ...given, filled: 1 })
    expect(options).toHaveProperty('store', given.store)
    expect(options).toHaveProperty('store.rows', 1)
    expect(options).toHaveProperty('now', given.now)
    expect(options).toHaveProperty('nested[0].store.rows', 1)
    expect(given).not.toHaveProperty('filled')
  })

  it('may go in a circle, and may have a key __proto__', () => {
    const given: Record<string, unknown> = { ...JSON.parse('{"__proto__":{"polluted":true}}') }
    Object.defineProperty(given, '__proto__', { value: { polluted: true }, enumerable: true })
    given.self = given
    const options = checkOptions('x', { type: 'object' }, given)
    expect(options).toHaveProperty('self.self')
    expect(options).not.toBe(given)
    expect(Object.getPrototypeOf(options)).toBe(Object.prototype)
  })

  it.each([
    ['an unknown keyword', { type: 'object', propertys: {} }],
    ['an unknown type', { type: 'objekt' }],
  ])('asPluginError the plugin for a schema with %s', (_name, schema) => {
    expect(() => checkOptions('x', schema, {})).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_PLUGIN', message: expect.stringContaining('plugin "x"') }),
    )
  })

  it('may use the same $id as others', () => {
    for (const type of ['string', 'number']) {
      const schema = { $id: 'options', type: 'object', properties: { a: { type } } }
      expect(checkOptions('x', schema, {})).toEqual({})
    }
  })
})

describe('options with a Standard Schema', () => {
  /** By hand, as a library would make one: `port` must be a number, and becomes a text. */
  const make = (later: boolean): StandardSchema<{ port: number }, { port: string }> => ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const result = validate(value)
        return later ? Promise.resolve(result) : result
      },
    },
  })
  const validate = (value: unknown): StandardResult<{ port: string }> => {
    const port: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'port') : undefined
    if (typeof port === 'number') return { value: { port: String(port) } }
    return { issues: [{ message: 'a port', path: [{ key: 'port' }] }, { message: 'something else' }] }
  }

  it.each([false, true])('are validated by it, late: %s', async (later) => {
    expect(await checkOptions('x', make(later), { port: 1 })).toEqual({ port: '1' })
    expect(await faultsOf(make(later), { port: 'one' })).toEqual([
      'options.port: found "one", expected a port',
      'options: found an object, expected something else',
    ])
  })

  it('may have a schema that is a function', () => {
    const schema = Object.assign(() => true, make(false))
    expect(checkOptions('x', schema, { port: 2 })).toEqual({ port: '2' })
  })
})

describe('options without a schema', () => {
  it('arrive as they are, or as an empty object', () => {
    const given = { any: 'thing' }
    expect(checkOptions('x', undefined, given)).toBe(given)
    expect(checkOptions('x', undefined, undefined)).toEqual({})
  })
})
