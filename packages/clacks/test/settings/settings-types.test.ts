import { join } from 'node:path'
import type { FromSchema } from 'json-schema-to-ts'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { isObject } from '../../src/config/read/source.js'
import type { WrittenSettings } from '../../src/settings/settings.js'
import { settingsSchema } from '../../src/settings/settings-schema.js'
import { ROOT } from '../docs/pages.js'

type Schema = Readonly<Record<string, unknown>>

/** Longer docstrings take several lines. */
const COLUMNS = 100
const NAMES: Readonly<Record<string, string>> = { listen: 'Listen', weights: 'Weights', limits: 'Limits' }
/** Settings that are lists of texts. */
const LISTS = ['trustedRanges']

describe('settings/settings.ts', () => {
  it('is generated from the schema', async () => {
    // `npx vitest run settings-types -u` writes it.
    await expect(source()).toMatchFileSnapshot(join(ROOT, 'packages/clacks/src/settings/settings.ts'))
  })

  it('has the types of the schema', () => {
    expectTypeOf<WrittenSettings>().toEqualTypeOf<
      FromSchema<typeof settingsSchema, { keepDefaultedPropertiesOptional: true }>
    >()
  })
})

function source(): string {
  const { properties } = settingsSchema
  const nested = Object.entries(NAMES).map(([key, name]) => {
    const schema: Schema = Reflect.get(properties, key)
    const members = isObject(schema.properties) ? schema.properties : {}
    return `${docstring(String(schema.description), '')}
export interface ${name} {
${Object.entries(members)
  .map(([member, inner]) => memberOf(member, inner, ''))
  .join('\n')}
}
`
  })
  return `// Generated from settings-schema.ts: change that, and run \`npx vitest run settings-types -u\`.

${nested.join('\n')}
/** The settings as an application or a config writes them. Each has a default. */
export interface WrittenSettings {
${Object.entries(properties)
  .map(([key, schema]) => memberOf(key, schema, '?'))
  .join('\n')}
}

/** The settings of a node, frozen: everything is checked, nothing is optional. */
export interface Settings
  extends Readonly<Required<Omit<WrittenSettings, ${union([...Object.keys(NAMES), ...LISTS])}>>> {
${Object.entries(NAMES)
  .map(([key, name]) => `  readonly ${key}: Readonly<${name}>`)
  .join('\n')}
${LISTS.map((key) => `  readonly ${key}: readonly string[]`).join('\n')}
}
`
}

function memberOf(key: string, schema: unknown, optional: '?' | ''): string {
  if (!isObject(schema)) throw new Error(`${key} has no schema`)
  const standard = schema.default === undefined ? '' : `\n@default ${literal(schema.default)}`
  return `${docstring(`${String(schema.description)}${standard}`, '  ')}\n  ${key}${optional}: ${typeOf(key, schema)}`
}

function typeOf(key: string, { type, enum: values, items }: Schema): string {
  const name = NAMES[key]
  if (name !== undefined && type === 'object') return `Partial<${name}>`
  if (Array.isArray(values)) return union(values)
  if (type === 'array' && isObject(items)) return `${String(items.type)}[]`
  return type === 'integer' ? 'number' : String(type)
}

function union(values: readonly unknown[]): string {
  return values.map(literal).join(' | ')
}

function literal(value: unknown): string {
  if (typeof value !== 'number') return `'${String(value)}'`.replace(/^'(true|false)'$/, '$1')
  return value >= 10_000
    ? value.toLocaleString('en').replaceAll(',', '_').replace('∞', 'Infinity')
    : String(value)
}

function docstring(text: string, indent: string): string {
  const oneLine = `${indent}/** ${text} */`
  if (!text.includes('\n') && oneLine.length <= COLUMNS) return oneLine
  const lines = text.split('\n').flatMap((line) => wrapped(line, COLUMNS - indent.length - 3))
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n')
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
