import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../src/settings/resolve.js'
import { ROOT, readPage, rowsOf } from './pages.js'

const [limits, others, fixed] = readPage('docs/limits.md').tables.map(rowsOf)
const defaults = resolveSettings({})

describe('docs/limits.md', () => {
  it('has every limit with its default, and no other', () => {
    const written = (limits ?? []).map(([name = '', value = '']) => [name.replaceAll('`', ''), number(value)])
    const real = Object.entries(defaults.limits).map(([name, value]) => [`limits.${name}`, value])
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(real))
  })

  it('has the other defaults right', () => {
    expect(others?.length).toBe(7)
    for (const [name = '', value = ''] of others ?? []) {
      expect(number(value), name).toBe(valueAt(name.replaceAll('`', '').split('.')))
    }
  })

  it.each(fixed ?? [])('%s: %s', (_, value, where) => {
    const [, constant = '', file = ''] = /`(\w+)` in \[.*\]\(\.\.\/(.*)\)/.exec(where) ?? []
    expect(number(value)).toBe(constantIn(file, constant))
  })
})

function number(text: string): number {
  return Number(text.replaceAll(',', ''))
}

function valueAt(path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (Object(value) === value ? Reflect.get(Object(value), key) : undefined),
    defaults,
  )
}

/** The number that a file gives a constant. */
function constantIn(file: string, constant: string): number {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const [, digits = ''] = new RegExp(`^(?:export )?const ${constant} = ([\\d_.]+)$`, 'm').exec(source) ?? []
  return Number(digits.replaceAll('_', '') || Number.NaN)
}
