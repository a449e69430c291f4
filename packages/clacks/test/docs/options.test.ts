import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../src/settings/resolve.js'
import { settingsSchema } from '../../src/settings/settings-schema.js'
import { ROOT, readPage, rowsOf } from './pages.js'

const SRC = join(ROOT, 'packages/clacks/src')
const SETTINGS: readonly string[] = Object.keys(settingsSchema.properties)

describe('the options in packages/clacks/README.md', () => {
  const rows = rowsOf(readPage('packages/clacks/README.md').tables[0])

  it('are those of the constructor', () => {
    const documented = rows.map(([name = '']) => name.replaceAll('`', ''))
    expect(documented.sort()).toEqual([...SETTINGS, ...membersOf('options.ts', 'ClacksOptions')].sort())
  })

  it('have the defaults of the code, if these are plain values', () => {
    const defaults = Object.entries(resolveSettings({})).filter(([, value]) => typeof value !== 'object')
    expect(defaults.length).toBeGreaterThan(6)
    for (const [name, value] of defaults) {
      const [, written = ''] = rows.find(([option]) => option === `\`${name}\``) ?? []
      expect(written.replace(/[`'_]/g, ''), name).toBe(String(value))
    }
  })
})

describe('the keys in docs/config.md', () => {
  it('are those of a config', () => {
    const table = readPage('docs/config.md').tables[0]
    const documented = rowsOf(table).flatMap(([names = '']) =>
      [...names.matchAll(/`(\w+)(?:\.\w+)?`/g)].map(([, key = '']) => key),
    )
    const real = [...SETTINGS, ...membersOf('config/define-config.ts', 'Config')]
    expect([...new Set(documented)].sort()).toEqual(real.sort())
  })

  it('name every key of tls', () => {
    const { text } = readPage('docs/config.md')
    for (const key of membersOf('config/define-config.ts', 'ConfigTls'))
      expect(text).toContain(`\`tls.${key}\``)
  })
})

/** The names of the own members of an interface. */
function membersOf(file: string, name: string): readonly string[] {
  const tree = ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.Latest)
  const found = tree.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name)
  if (found === undefined || !ts.isInterfaceDeclaration(found))
    throw new Error(`${file} has no interface ${name}.`)
  return found.members.map((member) =>
    member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : '',
  )
}
