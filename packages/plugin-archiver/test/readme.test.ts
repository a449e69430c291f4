import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS_SCHEMA } from '../src/options.js'
import { PERSISTER_SCHEMA } from '../src/persisting/options.js'

test('the README has every option with its default', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  for (const properties of [OPTIONS_SCHEMA.properties, PERSISTER_SCHEMA.properties]) {
    for (const [name, option] of Object.entries(properties)) {
      const value = 'default' in option ? JSON.stringify(option.default).replaceAll('"', "'") : undefined
      const values = 'enum' in option ? `${option.enum.map((each) => `\`'${each}'\``).join(', ')}. ` : ''
      const row = `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${values}${option.description} |`
      expect(readme).toContain(row)
    }
  }
})
