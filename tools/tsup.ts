import type { Options } from 'tsup'
import { licenses } from './licenses.js'

/** Bundled CommonJS modules load those of Node with `require`. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`

/**
 * Builds a package: ES modules, and types for both module systems. There is no second build for
 * CommonJS: `cjs/*.cjs` requires the ES module (supported by Node 20.19, 22.12 and later), so that
 * both share one copy of every class and of all state. Modules of a library must therefore not use
 * top-level await.
 *
 * `dependencies` are loaded at run time. Imported `devDependencies` are bundled, together with
 * their licences: loading hundreds of small files took longer than everything else that a node
 * does before it listens.
 *
 * @param library the sub-paths that can be imported
 * @param programs entry points that are only run: no types, no CommonJS
 * @param esbuildPlugins plugins that generate code at build time
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
    // cjsInterop: if the default is the only export, the types declare it as the result of
    // `require()`.
    { entry: library, format: ['esm', 'cjs'], dts: { only: true }, cjsInterop: true },
  ]
}
