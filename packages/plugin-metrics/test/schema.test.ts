import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS_SCHEMA } from '../src/options.js'

const read = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), 'utf8')

test('schema.json equals the options that the plugin checks', async () => {
  expect(JSON.parse(await read('../schema.json'))).toEqual(OPTIONS_SCHEMA)
})

test('the README lists every option with its default', async () => {
  const readme = await read('../README.md')
  for (const [name, option] of Object.entries(OPTIONS_SCHEMA.properties)) {
    const value = 'default' in option ? `\`${JSON.stringify(option.default)}\`` : ''
    expect(readme).toContain(`| \`${name}\` | ${value} | ${option.description} |`)
  }
})
