import type { PackedPlugin, StaticRule } from '../rule.js'

/** Placeholders of templates that nobody has replaced. */
const LEFTOVERS = /\{\{|\b__[A-Z][A-Z_]+__|\bTODO\b|\b[Ll]orem ipsum\b/
const MIN_README = 300

/** What the tarball of a plugin must contain besides its code. */
export const contentRules: readonly StaticRule[] = [
  {
    id: 'license',
    title: 'It states its licence.',
    why: 'Without a licence nobody may use it, and many companies refuse to install it.',
    fix: 'Set `license` in package.json to an SPDX expression such as "MIT", and add a LICENSE file.',
    check: (plugin) => {
      const messages: string[] = []
      const { license } = plugin.manifest
      if (license === undefined || license === 'UNLICENSED')
        messages.push('`license` is missing in package.json.')
      if (topLevel(plugin, /^licen[cs]e/i) === undefined) messages.push('The package has no LICENSE file.')
      return messages
    },
  },
  {
    id: 'readme',
    title: 'It has a README of its own.',
    why: 'The README is the page of the plugin on npm: it is all that people see before they install it.',
    fix: 'Write what it does, how to install it, its options and what happens on failure; replace the placeholders of the template.',
    check: (plugin) => {
      const path = topLevel(plugin, /^readme(\.md)?$/i)
      if (path === undefined) return ['The package has no README.md.']
      const text = plugin.files.readFile(path)
      const messages: string[] = []
      if (text.length < MIN_README)
        messages.push(`The README has ${text.length} characters; expected at least ${MIN_README}.`)
      const line = text.split('\n').findIndex((each) => LEFTOVERS.test(each))
      if (line >= 0) messages.push(`Line ${line + 1} of the README still has a placeholder.`)
      if (!text.includes(plugin.manifest.name))
        messages.push('The README does not mention the name of the package.')
      return messages
    },
  },
]

/** The path of a file at the top of the package. */
export function topLevel({ manifest, files }: PackedPlugin, name: RegExp): string | undefined {
  const root = `/node_modules/${manifest.name}/`
  return files.listFiles().find((path) => path.startsWith(root) && name.test(path.slice(root.length)))
}
