import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Jiti } from 'jiti'
import { virtualModules } from './clacks-module.js'
import { linkCode, type ModuleLinks } from './link-code.js'
import { readText } from './read-text.js'

type ModuleCache = Jiti['cache']

/** Imports that name a file rather than a package. `#` is an import of the own package. */
const OF_A_FILE = /^(?:\.{1,2}(?:[\\/]|$)|[\\/#]|file:|[a-z]:[\\/])/i
const TYPESCRIPT = /\.[cm]?tsx?$/
const CODE = /\.[cm]?[jt]sx?$/

/** Whether Node cannot run a file by itself. */
export function isTypeScript(file: string): boolean {
  return TYPESCRIPT.test(file)
}

/**
 * The code of a config as one load sees it: the config itself, plugins that it names by path, and
 * all files that they import. Each file is run once, as it is now: the module cache of Node would
 * keep the first version of a file until the process ends. Packages are left to Node, except those
 * written in TypeScript.
 *
 * Its `import 'clacks'` gets this copy of clacks, even if none is installed. Nothing is written to
 * disk.
 */
export class ModuleGraph {
  /** All files that this load has read, or tried to read, absolute: configs and other files too. */
  readonly files = new Set<string>()
  readonly #modules: ModuleCache = {}
  readonly #loading = new Map<string, Promise<unknown>>()
  readonly #imports = new Map<string, Set<string>>()
  #last: Promise<unknown> = Promise.resolve()
  #jiti: Jiti | undefined
  #virtual: Readonly<Record<string, object>> = {}

  /**
   * What a file exports. One file after the other: two that import each other's imports could
   * otherwise see exports that do not exist yet.
   *
   * @param text the content of the file, if it has been read already
   */
  load(file: string, text?: string): Promise<unknown> {
    const loading = this.#last.then(() => this.#load(file, text))
    this.#last = loading.catch(() => {})
    return loading
  }

  #load(file: string, text?: string): Promise<unknown> {
    const known = this.#loading.get(file)
    if (known !== undefined) return known
    this.#register(file)
    const loading = this.#run(file, text)
    this.#loading.set(file, loading)
    return loading
  }

  /** Whether a file is part of it. */
  has(file: string): boolean {
    return this.#imports.has(file)
  }

  /** A file, and all files that it imports, directly or not. */
  filesOf(file: string): readonly string[] {
    const found = new Set([file])
    for (const each of found) for (const imported of this.#imports.get(each) ?? []) found.add(imported)
    return [...found]
  }

  async #run(file: string, text?: string): Promise<unknown> {
    const source = text ?? (await readText(file))
    if (extname(file) === '.json') return fromJson(source)
    this.#jiti ??= await this.#createJiti(file)
    return this.#evaluate(this.#jiti, file, source, true)
  }

  async #createJiti(file: string): Promise<Jiti> {
    const { createJiti } = await import('jiti')
    const options = { fsCache: false, moduleCache: false, interopDefault: false } as const
    const compiler = createJiti(file, options)
    this.#virtual = await virtualModules()
    return createJiti(file, {
      ...options,
      ...linkCode(compiler, this.#virtual, (from, links) => this.#link(from, links)),
    })
  }

  #evaluate(jiti: Jiti, file: string, source: string, async: boolean): unknown {
    return jiti.evalModule(source, {
      id: file,
      filename: file,
      async,
      // Otherwise Node would load JavaScript, and cache it.
      forceTranspile: true,
      cache: this.#modules,
    })
  }

  /** Gives the code of a file `import` and `require` that load files through this graph. */
  #link(from: string, { require, load, resolve }: ModuleLinks): Pick<ModuleLinks, 'require' | 'load'> {
    return {
      load: (id, options) => {
        const file = this.#fileOf(id, () => resolve(id))
        return file === undefined ? load(id, options) : this.#import(from, file)
      },
      require: Object.assign((id: string): unknown => {
        const file = this.#fileOf(id, () => require.resolve(id))
        return file === undefined ? require(id) : this.#require(from, file)
      }, require),
    }
  }

  /** The file that an import refers to; undefined if Node loads it. */
  #fileOf(id: string, resolve: () => string): string | undefined {
    if (Object.hasOwn(this.#virtual, id)) return undefined
    try {
      const resolved = resolve()
      const file = resolved.startsWith('file:') ? fileURLToPath(resolved) : resolved
      if (OF_A_FILE.test(id)) return CODE.test(file) || file.endsWith('.json') ? file : undefined
      return isTypeScript(file) ? file : undefined
    } catch {
      // The import itself reports why.
      return undefined
    }
  }

  #import(from: string, file: string): unknown {
    this.#imports.get(from)?.add(file)
    const module = this.#modules[file]
    // In a circle, what is exported so far: waiting for each other would never end.
    if (module !== undefined && (!this.#loading.has(file) || this.filesOf(file).includes(from)))
      return module.exports
    return this.#load(file)
  }

  #require(from: string, file: string): unknown {
    this.#imports.get(from)?.add(file)
    const known = this.#modules[file]
    if (known !== undefined) return known.exports
    this.#register(file)
    const source = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    if (extname(file) === '.json') return fromJson(source)
    return this.#jiti && this.#evaluate(this.#jiti, file, source, false)
  }

  #register(file: string): void {
    this.files.add(file)
    this.#imports.set(file, new Set())
  }
}

/** As Node: the value is the default export, and its keys are exports too. */
function fromJson(source: string): unknown {
  const value: unknown = JSON.parse(source)
  if (typeof value === 'object' && value !== null && !('default' in value))
    Object.defineProperty(value, 'default', { value, enumerable: false })
  return value
}
