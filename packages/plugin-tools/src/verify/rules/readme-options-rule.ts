import { record } from '../manifest.js'
import type { StaticRule } from '../rule.js'
import { schemaIn } from '../schema-in.js'
import { topLevel } from './content-rules.js'

/** A section about options, up to the next heading. */
const SECTIONS = /^#+[^\n]*\boptions\b[^\n]*\n[\s\S]*?(?=^#|(?![\s\S]))/gim
/** The first cell of a row, if it begins with code. */
const ROWS = /^\| *(`[^|]*)\|/gm
const NAMES = /`([\w$-]+)/g

/** The table of options in the README, which nothing else compares with the schema. */
export const readmeOptionsRule: StaticRule = {
  id: 'readme-options',
  title: 'The table of options in its README, if there is one, names the options that it has.',
  why: 'A config with an option from the README is refused, or nobody knows that there is an option.',
  fix: 'Correct the table in the section about options. `clacks-plugin add option` writes its rows.',
  check: (plugin) => {
    const path = topLevel(plugin, /^readme(\.md)?$/i)
    const { properties } = record(schemaIn(plugin))
    if (path === undefined || properties === undefined) return []
    const sections = plugin.files.readFile(path).match(SECTIONS) ?? []
    const cells = sections.flatMap((section) => [...section.matchAll(ROWS)].map(([, cell = '']) => cell))
    const listed = new Set(cells.flatMap((cell) => [...cell.matchAll(NAMES)].map(([, name = '']) => name)))
    if (listed.size === 0) return []
    const options = Object.keys(record(properties))
    return [
      ...[...listed]
        .filter((name) => !options.includes(name))
        .map((name) => `The README lists the option \`${name}\`, which the schema does not have.`),
      ...options
        .filter((name) => !listed.has(name))
        .map((name) => `The README does not list the option \`${name}\`.`),
    ]
  },
}
