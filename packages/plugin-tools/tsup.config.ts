import type { Options } from 'tsup'
import { licenses } from '../../tools/licenses.js'
import { library } from '../../tools/tsup.js'

/**
 * node-plop is bundled into a file of its own, which is 1 MB; installed, it would bring 74
 * packages. Some of them are CommonJS and require modules of Node.
 */
const generators: Options = {
  entry: { generators: 'src/add/generators.ts' },
  format: 'esm',
  target: 'node20',
  splitting: false,
  sourcemap: false,
  minify: true,
  esbuildPlugins: [licenses('dist/generators-licenses.txt')],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
}

/** Copied to where the plugin is installed: one file, which shares none with the others. */
const contract: Options = {
  entry: { contract: 'src/contract/program.ts' },
  esbuildPlugins: [licenses('dist/contract-licenses.txt')],
  format: 'esm',
  target: 'node20',
  splitting: false,
}

const rest = library({ index: 'src/index.ts' }, { cli: 'src/cli/main.ts' }).map(
  (options): Options => ({ ...options, external: ['./generators.js'] }),
)

export default [...rest, contract, generators]
