/**
 * The versions in generated projects. Third-party packages have the versions that this repository
 * is tested with, which a test checks; the latest ones do not run on Node 20.
 */
export const VERSIONS = {
  node: '^20.19.0 || >=22.12.0',
  clacks: '^1.0.0',
  pluginTools: '^1.0.0',
  messageFormatter: '^1.0.0',
  biome: '2.5.15',
  commander: '^14.0.3',
  changesets: '2.31.1',
  nodeTypes: '20.19.43',
  typescript: '5.9.3',
  // Comes with vitest. Of a later one, a registry may lack an optional dependency: `npm install`
  // leaves it out of the lockfile, and `npm ci` fails.
  vite: '8.3.8',
  vitest: '4.1.12',
} as const
