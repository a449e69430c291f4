import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Builds the thread of the SQLite store from its sources, once before all tests. */
export async function setup(): Promise<void> {
  await build({
    entry: { 'sqlite-thread': path('../src/stores/sqlite-thread.ts') },
    outDir: path('../node_modules/.cache/archiver'),
    tsconfig: path('../tsconfig.json'),
    format: 'esm',
    target: 'node20',
    skipNodeModulesBundle: true,
    config: false,
    silent: true,
  })
}
