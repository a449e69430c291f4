import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nearest, questionAbout } from '../../did-you-mean.js'
import { withoutRemedy } from '../../errors.js'
import { findPackage, installedPlugins } from '../resolve/installed-plugins.js'
import { FIRST_PARTY, installHint, isPath, packagesFor } from '../resolve/plugin-names.js'
import { defaultExport, runCode } from './code-source.js'
import { isTypeScript, type ModuleGraph } from './module-graph.js'
import { readText } from './read-text.js'
import { resolvePackage } from './resolve-package.js'
import { isObject, show } from './source.js'

/** Why a name in a config does not resolve to a plugin. */
export class PluginNotLoaded extends Error {
  /** How to fix it, as a sentence. */
  readonly fix: string | undefined

  constructor(message: string, options: { fix?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.fix = options.fix
  }
}

/**
 * What the plugin with this name exports.
 *
 * @param folder the folder of the config that contains the name; the name is resolved from there
 * @param modules the code of this load
 * @throws PluginNotLoaded
 */
export async function loadPluginModule(name: string, folder: string, modules: ModuleGraph): Promise<unknown> {
  try {
    const module = isPath(name)
      ? await fromFile(resolve(folder, name), modules)
      : await fromPackage(name, folder, modules)
    if (lacksDefault(module)) throw new PluginNotLoaded(withoutDefault(name, module))
    return defaultExport(module)
  } catch (cause) {
    if (cause instanceof PluginNotLoaded) throw cause
    throw new PluginNotLoaded(`plugin ${show(name)} cannot be loaded: ${withoutRemedy(cause)}`, { cause })
  }
}

/**
 * Whether it is an ES module without a default export, or exports nothing. A module with `apply` is
 * a plugin itself.
 */
function lacksDefault(module: unknown): module is object {
  if (!isObject(module) || 'default' in module || typeof module.apply === 'function') return false
  const isModule = '__esModule' in module || Object.prototype.toString.call(module) === '[object Module]'
  return isModule || Object.keys(module).length === 0
}

function withoutDefault(name: string, module: object): string {
  const names = Object.keys(module).filter((key) => key !== '__esModule')
  const found = names.length === 0 ? 'nothing' : names.join(', ')
  return `plugin ${show(name)} has no default export: it exports ${found}, expected export default definePlugin({ … })`
}

async function fromFile(file: string, modules: ModuleGraph): Promise<unknown> {
  modules.files.add(file)
  return runCode(file, await readText(file), modules)
}

/**
 * What a file of a package exports. Node loads it, unless it cannot: a workspace may have files in
 * TypeScript, and a linked folder (`npm link`) may have no clacks of its own.
 *
 * @param file without symbolic links
 */
export async function fromPackageFile(file: string, modules: ModuleGraph): Promise<unknown> {
  return isTypeScript(file) || isLinkedAlone(file)
    ? fromFile(file, modules)
    : import(pathToFileURL(file).href)
}

async function fromPackage(name: string, folder: string, modules: ModuleGraph): Promise<unknown> {
  const tried = packagesFor(name)
  for (const candidate of tried) {
    const entry = resolvePackage(candidate, folder)
    if (entry !== undefined) return fromPackageFile(fileURLToPath(entry), modules)
    const installed = await findPackage(candidate, folder)
    if (installed !== undefined)
      throw new PluginNotLoaded(
        `${candidate} is installed in ${installed.folder}, but has no file to load there`,
      )
  }
  throw await notFound(name, tried, folder)
}

/** Whether a package is outside of `node_modules`, where it cannot import clacks. */
function isLinkedAlone(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file) && resolvePackage('clacks', dirname(file)) === undefined
}

async function notFound(name: string, tried: readonly string[], folder: string): Promise<PluginNotLoaded> {
  const installed = await installedPlugins(folder)
  const isOurs = FIRST_PARTY.includes(name)
  const meant = isOurs ? undefined : nearest(name, new Set([...FIRST_PARTY, ...installed]))
  const [preferred] = packagesFor(meant ?? name)
  // A third-party plugin has the last of the names.
  const toInstall = isOurs || meant !== undefined ? preferred : tried.at(-1)
  const hint = meant !== undefined && installed.includes(meant) ? '' : `; ${installHint(toInstall ?? name)}`
  const text = `there is no plugin ${show(name)}: tried ${tried.join(', ')} from ${folder}${hint}`
  return new PluginNotLoaded(text, { fix: meant && questionAbout(meant) })
}
