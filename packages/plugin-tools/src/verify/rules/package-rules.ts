import { validRange } from 'semver'
import type { StaticRule } from '../rule.js'

const NAME = /^(?:@clacks\/plugin-.+|clacks-plugin-.+|@[^/]+\/clacks-plugin(?:-.+)?)$/
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/** What the package.json of a plugin has to say. */
export const packageRules: readonly StaticRule[] = [
  {
    id: 'name',
    title: 'It has the name of a plugin.',
    why: 'A config names a plugin by its short name, and that is found under these names only.',
    mend: 'Name the package `clacks-plugin-NAME`, `@scope/clacks-plugin` or `@scope/clacks-plugin-NAME`.',
    check: ({ manifest }) =>
      NAME.test(manifest.name) ? [] : [`The package is named "${manifest.name}", which no config finds.`],
  },
  {
    id: 'keyword',
    title: 'It has the keyword `clacks-plugin`.',
    why: 'The catalogue of plugins, and people who search npm, find plugins by it.',
    mend: 'Add "clacks-plugin" to `keywords` in package.json.',
    fixable: true,
    check: ({ manifest }) =>
      manifest.keywords.includes('clacks-plugin') ? [] : ['The keyword "clacks-plugin" is missing.'],
  },
  {
    id: 'peer',
    title: 'It has `clacks` as a peer dependency, and as no other.',
    why: 'A plugin with a clacks of its own works on other classes than the node that uses it, and ends up installed twice.',
    mend: 'Put `clacks` in `peerDependencies` with a range such as "^1.0.0", and in `devDependencies` for your tests.',
    fixable: true,
    check: ({ manifest }) => {
      const range = manifest.peerDependencies.clacks
      const problems: string[] = []
      if (range === undefined) problems.push('`clacks` is not in `peerDependencies`.')
      else if (validRange(range) === null) problems.push(`The peer range "${range}" is no range of versions.`)
      for (const kind of ['dependencies', 'optionalDependencies'] as const)
        if (manifest[kind].clacks !== undefined) problems.push(`\`clacks\` is in \`${kind}\`.`)
      return problems
    },
  },
  {
    id: 'install-scripts',
    title: 'It runs nothing when it is installed.',
    why: 'An install script runs with all rights of whoever installs the plugin, before anyone could look at it. npm is about to block them.',
    mend: 'Build before publishing (`prepack`), and remove `preinstall`, `install`, `postinstall` and `binding.gyp`.',
    check: ({ manifest, files }) => {
      const scripts = INSTALL_SCRIPTS.filter((name) => manifest.scripts[name] !== undefined)
      const problems = scripts.map((name) => `The script "${name}" runs when it is installed.`)
      const native = files.fileExists(`/node_modules/${manifest.name}/binding.gyp`)
      return native ? [...problems, '`binding.gyp` makes npm compile when it is installed.'] : problems
    },
  },
  {
    id: 'provenance',
    title: 'Where it was built can be proven, and anyone can install it.',
    why: 'Provenance ties the published file to a commit and a build. Without it people have to trust whoever had the token.',
    mend: 'Set `repository` to the address of the repository, and `publishConfig` to { "access": "public", "provenance": true }.',
    fixable: true,
    check: ({ manifest }) => {
      const problems: string[] = []
      if (manifest.repository === undefined) problems.push('`repository` is missing.')
      if (!manifest.provenance) problems.push('`publishConfig.provenance` is not true.')
      if (manifest.name.startsWith('@') && manifest.access !== 'public')
        problems.push('`publishConfig.access` is not "public", and npm makes scoped packages private.')
      return problems
    },
  },
]
