import { basename, extname } from 'node:path'
import { readCode } from './code-source.js'
import { cannotLoad } from './fault.js'
import { readJson } from './json-source.js'
import { readText } from './read-text.js'
import type { ConfigSource } from './source.js'
import { readYaml } from './yaml-source.js'

/** Endings of files that are run. */
export const CODE_ENDINGS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/**
 * Reads, or runs, one config file.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 */
export async function loadFile(file: string): Promise<ConfigSource> {
  const text = await readText(file)
  const ending = extname(file)
  if (CODE_ENDINGS.has(ending)) return readCode(file, text)
  if (basename(file) === 'package.json') return readJson(file, text, ['clacks'])
  if (ending === '.json') return readJson(file, text)
  if (ending === '.yaml' || ending === '.yml' || basename(file) === '.clacksrc') return readYaml(file, text)
  const endings = [...CODE_ENDINGS, '.json', '.yaml', '.yml'].join(', ')
  throw cannotLoad(
    file,
    undefined,
    `the name ends in ${ending === '' ? 'nothing' : ending}; expected one of ${endings}`,
  )
}
