import type { Jiti, JitiOptions } from 'jiti'

/** How the code of one module reaches others. */
export interface ModuleLinks {
  readonly require: NodeJS.Require
  /** `import()`, and each `import` statement. */
  readonly load: (id: string, options?: unknown) => unknown
  /** The URL that an import refers to. */
  readonly resolve: (id: string) => string
}

/** Returns the links that the code of a file gets instead of those of jiti. */
export type Relink = (file: string, links: ModuleLinks) => Pick<ModuleLinks, 'require' | 'load'>

/** The virtual module through which compiled code reaches `relink`. */
const LINKER = 'clacks:linker'

/**
 * Options of jiti with which each module that it compiles gets other links: jiti itself leaves
 * JavaScript files to Node, which never loads an edited one again.
 *
 * The statement is put before the first one, on its line: lines stay as they are in the file.
 */
export function linkCode(
  compiler: Jiti,
  modules: Readonly<Record<string, object>>,
  relink: Relink,
): Pick<JitiOptions, 'transform' | 'virtualModules'> {
  const statement =
    `{const l=require(${JSON.stringify(LINKER)})(__filename,require,jitiImport,jitiESMResolve);` +
    'require=l.require;jitiImport=l.load}'
  const linker = (
    file: string,
    require: NodeJS.Require,
    load: ModuleLinks['load'],
    resolve: ModuleLinks['resolve'],
  ) => relink(file, { require, load, resolve })
  return {
    virtualModules: { ...modules, [LINKER]: linker },
    transform: (options) => ({
      code: compiler
        .transform({ ...options, source: options.source.replace(/^#!.*/, '') })
        .replace(/^(?:(['"])use strict\1;?)?/, (directive) => `${directive}${statement}`),
    }),
  }
}
