import { Package } from '@arethetypeswrong/core'
import { expect, it } from 'vitest'
import { readManifest } from '../src/verify/manifest.js'
import { readmeOptionsRule } from '../src/verify/rules/readme-options-rule.js'

const SCHEMA = { properties: { suffix: { type: 'string' }, volume: { type: 'integer' } } }
const TABLE = '| option | default | |\n|---|---|---|\n'

function issuesOf(readme: string, schema: object = SCHEMA) {
  const texts = {
    '/node_modules/clacks-plugin-shout/README.md': readme,
    '/node_modules/clacks-plugin-shout/schema.json': JSON.stringify(schema),
  }
  const files = new Package(texts, 'clacks-plugin-shout', '1.0.0')
  const manifest = readManifest('{ "name": "clacks-plugin-shout", "clacks": { "schema": "./schema.json" } }')
  return readmeOptionsRule.check({ manifest, files, tarball: new Uint8Array() })
}

it.each([
  [
    'has them all',
    `## Options\n\n${TABLE}| \`suffix\` | | x |\n| \`volume\` | 3 | x |\n## Next\n| \`other\` | |`,
  ],
  ['has two in a row', `# Plugin options\n${TABLE}| \`suffix\`, \`volume\` | | x |\n`],
  ['is not there', '## Options\n\nSee the manual: `old`.\n\n## More\n| `old` | |\n'],
])('a table that %s is right', (_, readme) => {
  expect(issuesOf(readme)).toEqual([])
})

it('a table with an option that is gone, and without a new one, is wrong', () => {
  const readme = `## Options\n\n${TABLE}| \`sufix\` | | x |\n| \`volume\` | | x |\n`
  expect(issuesOf(readme)).toEqual([
    'The README lists the option `sufix`, which the schema does not have.',
    'The README does not list the option `suffix`.',
  ])
})

it('a schema of another form is not compared', () => {
  expect(issuesOf(`## Options\n${TABLE}| \`a\` | | x |\n`, { anyOf: [{ type: 'object' }] })).toEqual([])
})
