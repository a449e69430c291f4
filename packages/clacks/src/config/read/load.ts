import { basename, extname } from 'node:path'
import { cannotLoad } from '../check/config-issue.js'
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
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 */
export async function loadFile(file: string): Promise<ConfigSource> {
  const text = await readText(file)
  const name = basename(file)
  const ending = extname(file)
  if (isCode(file)) {
    const { readCode } = await import('./code-source.js')
    return readCode(file, text)
  }
  if (ending === '.json') {
    const { readJson } = await import('./json-source.js')
    return readJson(file, text, name === 'package.json' ? ['clacks'] : [])
  }
  if (ending === '.yaml' || ending === '.yml' || name === '.clacksrc') {
    const { readYaml } = await import('./yaml-source.js')
    return readYaml(file, text)
  }
  const endings = [...CODE_ENDINGS, '.json', '.yaml', '.yml'].join(', ')
  throw cannotLoad(
    file,
    undefined,
    `the name ends in ${ending === '' ? 'nothing' : ending}; expected one of ${endings}`,
  )
}
