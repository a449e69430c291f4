import type { PackedPlugin, StaticRule } from '../rule.js'

/** What templates leave where nobody wrote: placeholders of ours and of others. */
const LEFTOVERS = /\{\{|\b__[A-Z][A-Z_]+__|\bTODO\b|\b[Ll]orem ipsum\b/
const MIN_README = 300

/** What the tarball of a plugin has to hold beside its code. */
export const contentRules: readonly StaticRule[] = [
  {
    id: 'license',
    title: 'It says under which licence it may be used.',
    why: 'Without a licence nobody may use it, and many companies refuse to install it.',
    mend: 'Set `license` in package.json to an SPDX expression such as "MIT", and put a file LICENSE beside it.',
    check: (plugin) => {
      const problems: string[] = []
      const { license } = plugin.manifest
      if (license === undefined || license === 'UNLICENSED')
        problems.push('`license` is missing in package.json.')
      if (topLevel(plugin, /^licen[cs]e/i) === undefined)
        problems.push('There is no file LICENSE in the package.')
      return problems
    },
  },
  {
    id: 'readme',
    title: 'It has a README of its own.',
    why: 'The README is the page of the plugin on npm: all that people see before they install it.',
    mend: 'Write what it does, how it is installed, its options and what it does on failure; replace what the template left.',
    check: (plugin) => {
      const path = topLevel(plugin, /^readme(\.md)?$/i)
      if (path === undefined) return ['There is no README.md in the package.']
      const text = plugin.files.readFile(path)
      const problems: string[] = []
      if (text.length < MIN_README)
        problems.push(`The README has ${text.length} characters; ${MIN_README} is little already.`)
      const line = text.split('\n').findIndex((each) => LEFTOVERS.test(each))
      if (line >= 0) problems.push(`Line ${line + 1} of the README is still the template's.`)
      if (!text.includes(plugin.manifest.name)) problems.push('The README does not name the package.')
      return problems
    },
  },
]

function topLevel({ manifest, files }: PackedPlugin, name: RegExp): string | undefined {
  const root = `/node_modules/${manifest.name}/`
  return files.listFiles().find((path) => path.startsWith(root) && name.test(path.slice(root.length)))
}
