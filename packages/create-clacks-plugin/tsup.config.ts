import { defineConfig } from 'tsup'

// Unlike the other packages, this one brings all that it needs in its own files: `npm create` downloads nothing else, and a tree
// of 100 packages becomes one file. What CommonJS within it requires of Node needs a `require`.
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
  },
  { entry: { index: 'src/index.ts' }, format: ['esm', 'cjs'], dts: { only: true } },
])
