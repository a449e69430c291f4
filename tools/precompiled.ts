import { dirname, resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * Replaces a module whose default export was compiled by Ajv (with `code: { source: true, esm:
 * true }`) by the code that Ajv generated, so that nothing is compiled at run time.
 *
 * @param path of the module
 */
export function precompiled(path: string, validate: ValidateFunction): Plugin {
  const module = resolve(path)
  const contents = standaloneCode.default(new Ajv({ code: { source: true, esm: true } }), validate)
  return {
    name: 'precompiled',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, (args) =>
        args.path === module ? { contents, loader: 'js', resolveDir: dirname(module) } : undefined,
      )
    },
  }
}
