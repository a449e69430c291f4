import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS_SCHEMA } from '../src/options.js'

test('schema.json holds the options that the plugin checks', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(OPTIONS_SCHEMA)
})

test('every option is described', () => {
  for (const [name, option] of Object.entries(OPTIONS_SCHEMA.properties)) {
    expect(option.description, name).toMatch(/\.$/)
  }
})
