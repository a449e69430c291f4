import { fileURLToPath } from 'node:url'

const source = (path: string) => fileURLToPath(new URL(`../packages/clacks/src/${path}`, import.meta.url))

/**
 * In tests `clacks` and its sub-paths are the sources, so that no build is needed and nothing
 * stale is tested.
 */
export const sourceAliases = [
  { find: /^clacks$/, replacement: source('index.ts') },
  { find: /^clacks\/testing$/, replacement: source('testing/index.ts') },
  { find: /^clacks\/control$/, replacement: source('control/index.ts') },
  { find: /^clacks\/compat$/, replacement: source('compat/index.ts') },
]
