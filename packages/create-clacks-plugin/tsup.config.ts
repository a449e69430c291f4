import { defineConfig } from 'tsup'
import { licenses } from '../../tools/licenses.js'

// Unlike the other packages, this one bundles all of its dependencies: `npm create` downloads
// nothing else, and a tree of 100 packages becomes one file. Bundled CommonJS modules need a
// `require`.
const banner = {
  js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
}

export default defineConfig([
  {
    entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
    format: 'esm',
    target: 'node20',
    splitting: true,
    minify: true,
    noExternal: [/./],
    banner,
    esbuildPlugins: [licenses('dist/third-party-licenses.txt')],
  },
  { entry: { index: 'src/index.ts' }, format: ['esm', 'cjs'], dts: { only: true } },
])
