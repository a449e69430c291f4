import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Builds from the sources what runs in threads and processes of its own, once before all tests. */
export async function setup(): Promise<void> {
  await build({
    entry: {
      'store-thread': path('../src/stores/store-thread.ts'),
      'archive-command': path('commands/archive-command.ts'),
      'archiving-node': path('archiving-node.ts'),
    },
    outDir: path('../node_modules/.cache/archiver'),
    tsconfig: path('../tsconfig.json'),
    format: 'esm',
    target: 'node20',
    skipNodeModulesBundle: true,
    config: false,
    silent: true,
  })
}
