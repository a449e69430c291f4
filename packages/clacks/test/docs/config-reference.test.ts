import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { schemaWith } from '../../src/config/check/full-schema.js'
import { configSchema } from '../../src/config/check/schema.js'
import { VARIABLES } from '../../src/config/layer/environment.js'
import { formatPath, isObject, type Path, valueAt } from '../../src/config/read/source.js'
import { resolveSettings } from '../../src/settings/resolve.js'
import { ROOT } from './pages.js'

type Schema = Readonly<Record<string, unknown>>

/** Defaults that follow from other keys: the text says how. */
const DERIVED = new Set(['listen.host', 'listen.port', 'limits.messageBytes'])
const PLUGINS = ['logger', 'message-formatter']

describe('docs/config-reference.md', () => {
  it('is the schema', async () => {
    // `npx vitest run config-reference -u` writes it anew.
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/config-reference.md'))
  })

  it('has a description of every key', () => {
    for (const [path, schema] of leavesOf(configSchema, [])) {
      expect(schema.description, formatPath(path)).toMatch(/\.$/)
    }
  })
})

describe('schema.json', () => {
  it('is the schema of a config', () => {
    const file = join(ROOT, 'packages/clacks/schema.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schemaWith([]))))
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
      defaultOf(path),
      variable ? `\`${variable}\`` : '',
      textOf(schema),
    ])
  })
  return `# Config reference

Every key of a [config](./config.md), its type, its default and the environment variable that overrides it. This page is made of the
[schema](../packages/clacks/src/config/check/schema.ts) by a test.

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

function defaultOf(path: Path): string {
  if (DERIVED.has(formatPath(path))) return ''
  const value = valueAt(resolveSettings({}), path)
  return value === undefined ? '' : `\`${value}\``
}

/** The default has a column of its own. */
function textOf({ description }: Schema): string {
  return String(description)
    .replaceAll('|', '\\|')
    .replace(/ Default [\d,. MKi]+\.$/, '')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
