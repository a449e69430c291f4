import { describe, expect, it } from 'vitest'
import { changesOf, fieldsOf, nameOf } from '../../page/plugins/form-fields.js'

const schema = {
  type: 'object',
  properties: {
    host: { type: 'string', default: 'localhost', description: 'Where.' },
    port: { type: 'integer', minimum: 0, maximum: 65535 },
    level: { enum: ['info', 3, null] },
    on: { type: 'boolean' },
    names: { type: 'array', items: { type: 'string' } },
    rules: { type: 'array', items: { type: 'object' } },
    tls: {
      type: 'object',
      properties: { key: { type: 'string' }, cert: { type: 'string' } },
      required: ['key'],
    },
  },
  required: ['host'],
}
const options = { host: 'a', names: ['x', 'y'], tls: { key: 'k' }, rules: [{ a: 1 }], level: 3 }

describe('the form of a schema', () => {
  const fields = fieldsOf(schema, options)

  it('has a field for each option, with what is written', () => {
    expect(fields.map((field) => [nameOf(field), field.kind, field.text])).toEqual([
      ['host', 'text', 'a'],
      ['port', 'number', ''],
      ['level', 'choice', '3'],
      ['on', 'boolean', ''],
      ['names', 'lines', 'x\ny'],
      ['rules', 'json', '[{"a":1}]'],
      ['tls.key', 'text', 'k'],
      ['tls.cert', 'text', ''],
    ])
    expect(fields.filter(({ isRequired }) => isRequired).map(nameOf)).toEqual(['host', 'tls.key'])
    expect(fields[1]).toMatchObject({ isInteger: true, minimum: 0, maximum: 65535 })
  })

  it('gives only what was changed; an emptied field removes the value', () => {
    const texts = { host: 'a', port: '80', on: 'true', names: 'x\n\nz', 'tls.cert': 'c', level: '' }
    expect(changesOf(fields, texts)).toEqual([
      { path: ['port'], value: 80 },
      { path: ['level'] },
      { path: ['on'], value: true },
      { path: ['names'], value: ['x', 'z'] },
      { path: ['tls', 'cert'], value: 'c' },
    ])
    expect(() => changesOf(fields, { rules: '[' })).toThrow('rules is not valid JSON.')
  })

  it('is bounded for any schema', () => {
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`o${index}`, {}]))
    expect(fieldsOf({ properties: wide }, {}).length).toBe(200)
    let deep: object = { type: 'string' }
    for (let level = 0; level < 100; level++) deep = { type: 'object', properties: { deeper: deep } }
    expect(fieldsOf({ properties: { deep } }, {})).toHaveLength(1)
    expect(fieldsOf({ properties: 'none' }, {})).toEqual([])
  })
})
