import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { fullSchema } from '../../src/config/check/full-schema.js'
import { type Files, folderWith, installed } from './folder.js'

const plugin = (name: string, schema: object): Files => ({
  ...installed(name, 'throw new Error("no plugin may be run")', { clacks: { schema: './schema.json' } }),
  [`node_modules/${name}/schema.json`]: schema,
})

const FILES: Files = {
  ...plugin('clacks-plugin-shout', {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.com/shout.json',
    type: 'object',
    properties: { suffix: { $ref: '#/definitions/text' }, loud: { type: 'boolean', default: true } },
    additionalProperties: false,
    definitions: { text: { type: 'string' } },
  }),
  ...plugin('@acme/clacks-plugin-radio', { type: 'object', properties: { band: { enum: ['am', 'fm'] } } }),
  ...plugin('clacks-plugin-broken', []),
  ...installed('clacks-plugin-mute', ''),
}

describe('the schema of a config', () => {
  const check = async (config: object): Promise<boolean> => {
    const schema = await fullSchema(folderWith(FILES))
    return new Ajv({ strict: false }).compile(schema)(config)
  }

  it.each([
    { port: 1, plugins: ['shout', 'anything', './x.ts', null, false] },
    {
      plugins: [
        ['shout', { suffix: '!' }],
        ['shout', { loud: false }, { id: 'two' }],
      ],
    },
    {
      plugins: [
        ['@acme/radio', { band: 'fm' }],
        ['mute', { what: 'ever' }],
        ['broken', { what: 'ever' }],
      ],
    },
    { port: { $env: 'PORT' }, tls: { $file: './x' }, plugins: [['shout', { suffix: { $file: './x' } }]] },
    { extends: ['./x.yaml'], $schema: './schema.json' },
  ])('accepts %j', async (config) => {
    expect(await check(config)).toBe(true)
  })

  it.each([
    { prot: 1 },
    { port: 'high' },
    { port: { $env: 1 } },
    { plugins: [7] },
    { plugins: [['shout', { sufix: '!' }]] },
    { plugins: [['shout', { suffix: 7 }]] },
    { plugins: [['@acme/radio', { band: 'lw' }]] },
    { plugins: [['shout', {}, { name: 'two' }]] },
  ])('rejects %j', async (config) => {
    expect(await check(config)).toBe(false)
  })

  it('suggests the names of first-party and installed plugins', async () => {
    const text = JSON.stringify(await fullSchema(folderWith(FILES)))
    for (const name of ['logger', 'message-formatter', 'shout', '@acme/radio', 'mute'])
      expect(text).toContain(`"${name}"`)
  })
})
