import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { GATEWAY_OPTIONS } from '../src/options.js'

test('schema.json holds the options that the plugin checks', async () => {
  const text = await readFile(new URL('../schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toEqual(GATEWAY_OPTIONS)
})

test('every option is described', () => {
  for (const [name, option] of Object.entries(GATEWAY_OPTIONS.properties)) {
    expect(option.description, name).toMatch(/\.$/)
  }
})

test('the README has every option with its default', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  for (const [name, option] of Object.entries(GATEWAY_OPTIONS.properties)) {
    const value = 'default' in option ? JSON.stringify(option.default).replaceAll('"', "'") : undefined
    const row = `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${option.description} |`
    expect(readme).toContain(row)
  }
})
