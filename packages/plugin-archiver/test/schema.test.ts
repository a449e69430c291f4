import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS_SCHEMA } from '../src/options.js'

test('schema.json is the schema of the options', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(OPTIONS_SCHEMA)
})

test('every option has a description', () => {
  for (const [name, option] of Object.entries(OPTIONS_SCHEMA.properties)) {
    expect(option.description, name).toMatch(/\.$/)
  }
})
