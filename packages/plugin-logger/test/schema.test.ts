import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { LOGGER_OPTIONS } from '../src/options.js'

test('schema.json equals the options that the plugin checks', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(LOGGER_OPTIONS)
})

test('every option is described', () => {
  for (const [name, option] of Object.entries(LOGGER_OPTIONS.properties)) {
    expect(option.description, name).toMatch(/\.$/)
  }
})

test('the README lists every option with its default', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  for (const [name, option] of Object.entries(LOGGER_OPTIONS.properties)) {
    const value = 'default' in option ? JSON.stringify(option.default).replaceAll('"', "'") : undefined
    const values = 'enum' in option ? `${option.enum.map((each) => `\`'${each}'\``).join(', ')}. ` : ''
    const row = `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${values}${option.description} |`
    expect(readme).toContain(row)
  }
})
