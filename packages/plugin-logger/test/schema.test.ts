import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { LOGGER_OPTIONS } from '../src/options.js'

test('schema.json holds the options that the plugin checks', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(LOGGER_OPTIONS)
})

test('every option is described', () => {
  for (const [name, option] of Object.entries(LOGGER_OPTIONS.properties)) {
    expect(option.description, name).toMatch(/\.$/)
  }
})
