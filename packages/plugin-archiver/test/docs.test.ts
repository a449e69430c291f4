import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPTIONS_SCHEMA } from '../src/options.js'
import { PERSISTER_SCHEMA } from '../src/persisting/options.js'

test('the documentation lists every option with its default', async () => {
  const pages = [
    ['options', OPTIONS_SCHEMA.properties],
    ['persister', PERSISTER_SCHEMA.properties],
  ] as const
  for (const [name, properties] of pages) {
    const url = new URL(`../../../docs/archiver/${name}.md`, import.meta.url)
    const page = await readFile(url, 'utf8')
    for (const [name, option] of Object.entries(properties)) {
      const value = 'default' in option ? JSON.stringify(option.default).replaceAll('"', "'") : undefined
      const values = 'enum' in option ? `${option.enum.map((each) => `\`'${each}'\``).join(', ')}. ` : ''
      const row = `| \`${name}\` | ${value === undefined ? '' : `\`${value}\``} | ${values}${option.description} |`
      expect(page).toContain(row)
    }
  }
})
