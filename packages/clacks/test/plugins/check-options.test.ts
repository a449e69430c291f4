import { describe, expect, it } from 'vitest'
import { formatIssue } from '../../src/issue.js'
import { checkOptions } from '../../src/plugins/check-options.js'
import { PluginOptionsError } from '../../src/plugins/options-error.js'
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

async function issuesOf(schema: object, options: unknown): Promise<string[]> {
  try {
    await checkOptions('x', schema, options)
  } catch (thrown) {
    if (thrown instanceof PluginOptionsError)
      return thrown.issues.map((issue) => formatIssue(issue, 'options'))
    throw thrown
  }
  return []
}

describe('options with a JSON Schema', () => {
  it('get their defaults, nested ones too, and the given object stays unchanged', () => {
    const given = Object.freeze({ directory: 'logs', rotate: Object.freeze({ size: 3 }) })
    expect(checkOptions('x', SCHEMA, given)).toEqual({
      directory: 'logs',
      maxFiles: 5,
      rotate: { size: 3, keep: true },
    })
    expect(given).toEqual({ directory: 'logs', rotate: { size: 3 } })
  })

  it('are an empty object if none are given', () => {
    expect(checkOptions('x', { type: 'object', properties: { a: { default: 1 } } }, undefined)).toEqual({
      a: 1,
    })
    expect(checkOptions('x', { type: 'object' }, null)).toEqual({})
  })

  it('report all issues at once: path, expected, received and the likely name', async () => {
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
    expect(await issuesOf(SCHEMA, options)).toEqual([
      'options.directory: missing, expected a string',
      'options.directroy: unknown option, expected one of directory, maxFiles, level, home, token, target, rotate, tags. Did you mean "directory"?',
      'options.maxFiles: expected a number >= 1, received 0',
      'options.level: expected one of "debug", "info", "warn", received "wran". Did you mean "warn"?',
      'options.home: expected a string in the format "uri", received "not a uri"',
      'options.token: expected a string of at least 20 characters, received a secret string',
      'options.target: expected a string or an object, received 7',
      'options.rotate.kep: unknown option, expected one of size, keep. Did you mean "keep"?',
      'options.rotate.size: expected a number or null, received "big"',
      'options.tags[1]: expected a string, received 2',
    ])
  })

  it('fail with one readable error that names the plugin', () => {
    const check = () => checkOptions('files', SCHEMA, { directory: 1 })
    expect(check).toThrow(
      expect.objectContaining({
        code: 'ERR_CLACKS_PLUGIN_OPTIONS',
        plugin: 'files',
        message: expect.stringContaining(
          'The options of plugin "files" are invalid:\n  - options.directory: expected a string, received 1',
        ),
      }),
    )
  })

  it.each([
    ['an array', []],
    ['a string', 'text'],
  ])('must not be %s', async (_name, options) => {
    expect(await issuesOf(SCHEMA, options)).toEqual([
      expect.stringMatching(/^options: expected an object, received .*$/),
    ])
  })

  it('may hold functions and instances, which arrive as they are', () => {
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

  it('may be circular, and may have a key __proto__', () => {
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
  ])('name the plugin of a schema with %s', (_name, schema) => {
    expect(() => checkOptions('x', schema, {})).toThrow(
      expect.objectContaining({ code: 'ERR_CLACKS_PLUGIN', message: expect.stringContaining('plugin "x"') }),
    )
  })

  it('may use the same $id as another schema', () => {
    for (const type of ['string', 'number']) {
      const schema = { $id: 'options', type: 'object', properties: { a: { type } } }
      expect(checkOptions('x', schema, {})).toEqual({})
    }
  })
})

describe('options with a Standard Schema', () => {
  /** Like one from a library: `port` must be a number and becomes a string. */
  const make = (isAsync: boolean): StandardSchema<{ port: number }, { port: string }> => ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const result = validate(value)
        return isAsync ? Promise.resolve(result) : result
      },
    },
  })
  const validate = (value: unknown): StandardResult<{ port: string }> => {
    const port: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'port') : undefined
    if (typeof port === 'number') return { value: { port: String(port) } }
    return {
      issues: [
        { message: 'not a port', path: [{ key: 'port' }], fix: 'Use 8080.' },
        { message: 'something else' },
      ],
    }
  }

  it.each([false, true])('are validated by it, asynchronously: %s', async (isAsync) => {
    expect(await checkOptions('x', make(isAsync), { port: 1 })).toEqual({ port: '1' })
    expect(await issuesOf(make(isAsync), { port: 'one' })).toEqual([
      'options.port: not a port. Use 8080.',
      'options: something else',
    ])
  })

  it('may have a schema that is a function', () => {
    const schema = Object.assign(() => true, make(false))
    expect(checkOptions('x', schema, { port: 2 })).toEqual({ port: '2' })
  })
})

describe('options without a schema', () => {
  it('arrive as they are, or as an empty object if none are given', () => {
    const given = { any: 'thing' }
    expect(checkOptions('x', undefined, given)).toBe(given)
    expect(checkOptions('x', undefined, undefined)).toEqual({})
  })
})
