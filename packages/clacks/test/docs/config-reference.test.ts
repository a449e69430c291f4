import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { schemaWith } from '../../src/config/check/full-schema.js'
import { configSchema } from '../../src/config/check/schema.js'
import { VARIABLES } from '../../src/config/layer/environment.js'
import { formatPath, isObject, type Path } from '../../src/config/read/source.js'
import { ROOT } from './pages.js'

type Schema = Readonly<Record<string, unknown>>

const PLUGINS = ['logger', 'message-formatter']

describe('docs/config-reference.md', () => {
  it('is generated from the schema', async () => {
    // `npx vitest run config-reference -u` writes it.
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/config-reference.md'))
  })

  it('describes each key', () => {
    for (const [path, schema] of leavesOf(configSchema, [])) {
      expect(schema.description, formatPath(path)).toMatch(/\.$/)
    }
  })
})

describe('schema.json', () => {
  it('is generated from the schema', async () => {
    // Update: `npx vitest run config-reference -u`, then `npx biome check --write` on schema.json.
    const file = join(ROOT, 'packages/clacks/schema.json')
    const schema: unknown = JSON.parse(JSON.stringify(schemaWith([])))
    if (!isDeepStrictEqual(JSON.parse(readFileSync(file, 'utf8')), schema))
      await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file)
  })
})

function page(): string {
  const variables = new Map([...VARIABLES].map(([name, path]) => [formatPath(path), name]))
  const rows = leavesOf(configSchema, []).map(([path, schema]) => {
    const name = formatPath(path)
    const variable = variables.get(name)
    return row([
      `\`${name}\``,
      typeOf(schema),
      schema.default === undefined ? '' : `\`${schema.default}\``,
      variable ? `\`${variable}\`` : '',
      textOf(schema),
    ])
  })
  return `# Config reference

Every key of a [config](./config.md), with its type, its default and the environment variable that overrides it.
This page is generated from the schemas of the [settings](../packages/clacks/src/settings/settings-schema.ts)
and of a [config](../packages/clacks/src/config/check/schema.ts).

| key | type | default | variable | what it is |
|---|---|---|---|---|
${rows.join('\n')}
${PLUGINS.map(pluginSection).join('')}`
}

function pluginSection(name: string): string {
  const schema: unknown = JSON.parse(readFileSync(join(ROOT, `packages/plugin-${name}/schema.json`), 'utf8'))
  const rows = leavesOf(schema, [], 1).map(([path, option]) => {
    const standard = option.default === undefined ? '' : `\`${JSON.stringify(option.default)}\``
    return row([`\`${formatPath(path)}\``, typeOf(option), standard, textOf(option)])
  })
  return `
## Options of ${name}

See [@clacks/plugin-${name}](../packages/plugin-${name}/README.md).

| option | type | default | what it is |
|---|---|---|---|
${rows.join('\n')}
`
}

function leavesOf(schema: unknown, path: Path, depth = 3): readonly (readonly [Path, Schema])[] {
  if (!isObject(schema)) return []
  const { properties } = schema
  if (!isObject(properties) || depth === 0) return [[path, schema]]
  return Object.entries(properties).flatMap(([key, inner]) => leavesOf(inner, [...path, key], depth - 1))
}

function typeOf({ type, enum: values, items }: Schema): string {
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(', ')
  const types = [type].flat().filter((each) => each !== undefined)
  const ofItems = isObject(items) && typeof items.type === 'string' ? ` of ${items.type}` : ''
  return types.map((each) => (each === 'array' ? `list${ofItems}` : String(each))).join(' or ')
}

function textOf({ description }: Schema): string {
  return String(description).replaceAll('|', '\\|')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
