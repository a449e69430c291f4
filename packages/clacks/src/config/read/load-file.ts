import { basename, extname } from 'node:path'
import { cannotLoad, emptyConfig } from '../check/config-issue.js'
import { ModuleGraph } from './module-graph.js'
import { readText } from './read-text.js'
import type { ConfigSource } from './source.js'

/** Extensions of files that are run. */
const CODE_ENDINGS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/** Whether a config file is run rather than read. */
export function isCode(file: string): boolean {
  return CODE_ENDINGS.has(extname(file))
}

/**
 * Reads or runs one config file. Loads the parser of its format on demand: an application that
 * creates its own nodes needs none.
 *
 * @param modules the code of this load
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 */
export async function loadFile(
  file: string,
  modules: ModuleGraph = new ModuleGraph(),
): Promise<ConfigSource> {
  modules.files.add(file)
  const text = await readText(file)
  const name = basename(file)
  const ending = extname(file)
  const isYaml = ending === '.yaml' || ending === '.yml' || name === '.clacksrc'
  if (!isCode(file) && !isYaml && ending !== '.json') {
    const endings = [...CODE_ENDINGS, '.json', '.yaml', '.yml'].join(', ')
    const found = ending === '' ? 'nothing' : ending
    throw cannotLoad(file, undefined, `the name ends in ${found}; expected one of ${endings}`)
  }
  if (text.trim() === '')
    throw emptyConfig(file, 'the file is empty', isCode(file) ? 'export default {}' : '{}')
  if (isCode(file)) {
    const { readCode } = await import('./code-source.js')
    return readCode(file, text, modules)
  }
  if (isYaml) {
    const { readYaml } = await import('./yaml-source.js')
    return readYaml(file, text)
  }
  const { readJson } = await import('./json-source.js')
  return readJson(file, text, name === 'package.json' ? ['clacks'] : [])
}
