import { validRange } from 'semver'
import type { StaticRule } from '../rule.js'

const NAME = /^(?:@clacks\/plugin-.+|clacks-plugin-.+|@[^/]+\/clacks-plugin(?:-.+)?)$/
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/** What the package.json of a plugin must contain. */
export const packageRules: readonly StaticRule[] = [
  {
    id: 'name',
    title: 'It has the name of a plugin.',
    why: 'A config names a plugin by its short name, which resolves to these names only.',
    fix: 'Name the package `clacks-plugin-NAME`, `@scope/clacks-plugin` or `@scope/clacks-plugin-NAME`.',
    check: ({ manifest }) =>
      NAME.test(manifest.name)
        ? []
        : [`The package is named "${manifest.name}", which no short name resolves to.`],
  },
  {
    id: 'keyword',
    title: 'It has the keyword `clacks-plugin`.',
    why: 'The catalogue of plugins, and people who search npm, find plugins by it.',
    fix: 'Add "clacks-plugin" to `keywords` in package.json.',
    fixable: true,
    check: ({ manifest }) =>
      manifest.keywords.includes('clacks-plugin') ? [] : ['The keyword "clacks-plugin" is missing.'],
  },
  {
    id: 'peer',
    title: 'It has `clacks` as a peer dependency only.',
    why: 'A plugin with its own copy of clacks has different classes than the node that uses it, and clacks is installed twice.',
    fix: 'Put `clacks` in `peerDependencies` with a range such as "^1.0.0", and in `devDependencies` for your tests.',
    fixable: true,
    check: ({ manifest }) => {
      const range = manifest.peerDependencies.clacks
      const messages: string[] = []
      if (range === undefined) messages.push('`clacks` is not in `peerDependencies`.')
      else if (validRange(range) === null) messages.push(`The peer range "${range}" is not a valid range.`)
      for (const kind of ['dependencies', 'optionalDependencies'] as const)
        if (manifest[kind].clacks !== undefined) messages.push(`\`clacks\` is in \`${kind}\`.`)
      return messages
    },
  },
  {
    id: 'install-scripts',
    title: 'It has no install scripts.',
    why: 'An install script runs with all the rights of the user, before anyone can look at it. npm is about to block them.',
    fix: 'Build before publishing (`prepack`), and remove `preinstall`, `install`, `postinstall` and `binding.gyp`.',
    check: ({ manifest, files }) => {
      const scripts = INSTALL_SCRIPTS.filter((name) => manifest.scripts[name] !== undefined)
      const messages = scripts.map((name) => `The script "${name}" runs on install.`)
      const native = files.fileExists(`/node_modules/${manifest.name}/binding.gyp`)
      return native ? [...messages, '`binding.gyp` makes npm compile on install.'] : messages
    },
  },
  {
    id: 'provenance',
    title: 'It is public, and published with provenance.',
    why: 'Provenance ties the published file to a commit and a build. Without it, people have to trust the owner of the token.',
    fix: 'Set `repository` to the URL of the repository, and `publishConfig` to { "access": "public", "provenance": true }.',
    fixable: true,
    check: ({ manifest }) => {
      const messages: string[] = []
      if (manifest.repository === undefined) messages.push('`repository` is missing.')
      if (!manifest.provenance) messages.push('`publishConfig.provenance` is not true.')
      if (manifest.name.startsWith('@') && manifest.access !== 'public')
        messages.push('`publishConfig.access` is not "public", and npm makes scoped packages private.')
      return messages
    },
  },
]
