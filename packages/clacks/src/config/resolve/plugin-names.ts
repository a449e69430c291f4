/** Plugins of this project, by the name that a config uses. */
export const FIRST_PARTY: readonly string[] = [
  'logger',
  'message-formatter',
  'archiver',
  'journal',
  'signer',
  'gateway',
  'metrics',
  'dashboard',
]

/** Not a plugin: the command for authors, which projects of plugins install. */
const TOOLS = '@clacks/plugin-tools'

const PACKAGE = /^(?:@clacks\/plugin-(.+)|clacks-plugin-(.+)|(@[^/]+)\/clacks-plugin(?:-(.+))?)$/

/** Whether a name in a config is a path: beside the config (`./x.ts`, `../x.ts`) or absolute. */
export function isPath(name: string): boolean {
  return /^\.{1,2}[\\/]/.test(name) || /^(?:[\\/]|[a-z]:[\\/])/i.test(name)
}

/**
 * The packages that a name in a config may refer to, in the order in which they are tried. Those of
 * this project come first, so that no other package can take their names.
 */
export function packagesFor(name: string): readonly string[] {
  if (PACKAGE.test(name)) return [name]
  if (!name.startsWith('@')) return [`@clacks/plugin-${name}`, `clacks-plugin-${name}`]
  const [scope, rest] = name.split(/\/(.*)/s)
  return rest === undefined ? [`${scope}/clacks-plugin`] : [`${scope}/clacks-plugin-${rest}`]
}

/** The name that a config uses for a package; undefined if the package is not a plugin. */
export function nameOf(packageName: string): string | undefined {
  if (packageName === TOOLS) return undefined
  const [, firstParty, unscoped, scope, scoped] = PACKAGE.exec(packageName) ?? []
  if (scope !== undefined) return scoped === undefined ? scope : `${scope}/${scoped}`
  return firstParty ?? unscoped
}

/** How to install a package that a config or a command needs. A global one would not be found. */
export function installHint(packageName: string): string {
  return `to install it there, not globally: npm install ${packageName}`
}
