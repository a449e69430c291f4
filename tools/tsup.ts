import type { Options } from 'tsup'

/**
 * How every package is built: ES modules, and types for both module systems. CommonJS is a door, not a second build:
 * `cjs/*.cjs` requires the ES module (Node 20.19, 22.12 and later can), so that both sides share one copy of every
 * class and of all state. For that no module of a library may use top-level await.
 *
 * @param library the sub-paths that are imported
 * @param programs what is only run: no types, no CommonJS
 */
export function library(library: Record<string, string>, programs: Record<string, string> = {}): Options[] {
  return [
    { entry: { ...library, ...programs }, format: 'esm', target: 'node20', splitting: true, sourcemap: true },
    // cjsInterop: where the default is the only export, the types say that `require()` gives it itself.
    { entry: library, format: ['esm', 'cjs'], dts: { only: true }, cjsInterop: true },
  ]
}
