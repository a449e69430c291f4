import type { Options } from 'tsup'
import { licenses } from '../../tools/licenses.js'
import { library } from '../../tools/tsup.js'

/**
 * node-plop is bundled, into a file of its own: installed it would bring 16 MB of prompts that are not asked here. What it is made of
 * is CommonJS in part, and asks for modules of Node.
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

const rest = library(
  { index: 'src/index.ts' },
  { cli: 'src/cli/main.ts', contract: 'src/contract/program.ts' },
).map((options): Options => ({ ...options, external: ['./generators.js'] }))

export default [...rest, generators]
