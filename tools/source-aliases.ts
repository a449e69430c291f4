import { fileURLToPath } from 'node:url'

const source = (path: string) => fileURLToPath(new URL(`../packages/clacks/src/${path}`, import.meta.url))

/**
 * Resolves `clacks` and its sub-paths to the sources in tests, so that no build is needed and no
 * stale build is tested.
 */
export const sourceAliases = [
  { find: /^clacks$/, replacement: source('index.ts') },
  { find: /^clacks\/testing$/, replacement: source('testing/index.ts') },
  { find: /^clacks\/control$/, replacement: source('control/index.ts') },
  { find: /^clacks\/json-schema$/, replacement: source('json-schema/index.ts') },
  { find: /^clacks\/compat$/, replacement: source('compat/index.ts') },
]
