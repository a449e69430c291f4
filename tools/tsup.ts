import type { Options } from 'tsup'
import { licenses } from './licenses.js'

/** Modules of CommonJS that are bundled ask for those of Node by `require`. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`

/**
 * How every package is built: ES modules, and types for both module systems. CommonJS is a door,
 * not a second build:
 * `cjs/*.cjs` requires the ES module (Node 20.19, 22.12 and later can), so that both sides share
 * one copy of every class and of all state. For that no module of a library may use top-level
 * await.
 *
 * What stands in `dependencies` is loaded from there; what stands in `devDependencies` and is
 * imported becomes part of the build, with its licence beside it: to find, read and wrap the
 * hundreds of small files of others took a node longer than all it does itself before it listens.
 *
 * @param library the sub-paths that are imported
 * @param programs what is only run: no types, no CommonJS
 * @param esbuildPlugins what is made at the build
 */
export function library(
  library: Record<string, string>,
  programs: Record<string, string> = {},
  esbuildPlugins: NonNullable<Options['esbuildPlugins']> = [],
): Options[] {
  return [
    {
      entry: { ...library, ...programs },
      format: 'esm',
      target: 'node20',
      splitting: true,
      sourcemap: true,
      banner: { js: REQUIRE },
      esbuildPlugins: [...esbuildPlugins, licenses('dist/third-party-licenses.txt')],
      esbuildOptions: (options) => {
        options.mainFields = ['module', 'main']
      },
    },
    // cjsInterop: where the default is the only export, the types say that `require()` gives it
    // itself.
    { entry: library, format: ['esm', 'cjs'], dts: { only: true }, cjsInterop: true },
  ]
}
