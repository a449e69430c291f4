import { type ClacksError, reasonOf } from '../../errors.js'
import { cannotLoad } from '../check/config-issue.js'
import type { ModuleGraph } from './module-graph.js'
import { type Place, placeAt } from './place.js'
import { readText } from './read-text.js'
import { showFound } from './secret-text.js'
import { type ConfigSource, type Path, valueAt } from './source.js'

/**
 * Reads a config written in TypeScript or JavaScript: the default export, or what the function
 * there returns.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD with the line, if known
 */
export async function readCode(file: string, text: string, modules: ModuleGraph): Promise<ConfigSource> {
  const module = await runCode(file, text, modules)
  if (exportsNothing(module, text)) throw cannotLoad(file, undefined, 'it has no default export')
  const exported = defaultExport(module)
  const value = await called(file, text, exported)
  return { file, text, value, locate: (path) => search(text, value, path) }
}

async function called(file: string, text: string, exported: unknown): Promise<unknown> {
  if (typeof exported !== 'function') return exported
  try {
    return await exported()
  } catch (cause) {
    throw cannotLoad(file, thrownAt(file, cause), reasonOf(cause), { cause, text })
  }
}

/**
 * Runs a TypeScript or JavaScript file in either module format and returns its exports.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD
 */
export async function runCode(file: string, text: string, modules: ModuleGraph): Promise<unknown> {
  try {
    return await modules.load(file, text)
  } catch (cause) {
    throw (
      (await syntaxError(cause)) ??
      cannotLoad(file, thrownAt(file, cause), firstLine(reasonOf(cause)), { cause, text })
    )
  }
}

/** The default export of a module, including one that was compiled to CommonJS. */
export function defaultExport(module: unknown): unknown {
  let exported = module
  for (let wrapping = 0; wrapping < 2 && isWrapped(exported); wrapping++) exported = exported.default
  return exported
}

/** Whether a config has no default export: half a file may have no export at all. */
function exportsNothing(module: unknown, text: string): boolean {
  if (typeof module !== 'object' || module === null) return false
  if ('__esModule' in module) return !('default' in module)
  return Object.keys(module).length === 0 && !/\bexports?\b/.test(text)
}

function isWrapped(module: unknown): module is { default: unknown } {
  return typeof module === 'object' && module !== null && 'default' in module
}

/**
 * jiti puts the place in the last line of the message: `ParseError: what \n file:line:column`.
 * Columns count from 0.
 */
async function syntaxError(thrown: unknown): Promise<ClacksError | undefined> {
  const [, what, file, line, column] =
    /^ParseError: (.*?)\s*\n (.*):(\d+):(\d+)$/s.exec(reasonOf(thrown)) ?? []
  if (what === undefined || file === undefined) return undefined
  const place = { line: Number(line), column: Number(column) + 1 }
  const text = await readText(file)
  const written = text.split('\n')[place.line - 1] ?? ''
  const found = written.slice(place.column - 1).trim()
  return cannotLoad(
    file,
    place,
    `syntax: ${what}, found ${found === '' ? 'the end of the line' : showFound(found, written)}`,
    { cause: thrown, text },
  )
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** Where in the file an error was thrown: transpiling preserves lines, but not columns. */
function thrownAt(file: string, thrown: unknown): Place | undefined {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const after = stack.split(`${file}:`)[1]
  const line = Number.parseInt(after ?? '', 10)
  return Number.isNaN(line) ? undefined : { line }
}

/**
 * Code has no positions of values. If the name occurs exactly once as a key, that is the place; for
 * an item of a list, the only string with its text or with the name of the plugin.
 */
function search(text: string, value: unknown, path: Path): Place | undefined {
  const step = path.at(-1)
  const item = valueAt(value, path)
  const named: unknown = Array.isArray(item) ? item[0] : item
  if (typeof step === 'string') return theOnly(text, `(?<![\\w$.])(['"]?)${literally(step)}\\1\\s*:`)
  return typeof named === 'string' ? theOnly(text, `(['"\`])${literally(named)}\\1`) : undefined
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function theOnly(text: string, pattern: string): Place | undefined {
  const [only, another] = text.matchAll(new RegExp(pattern, 'g'))
  return only === undefined || another !== undefined ? undefined : placeAt(text, only.index)
}
