import { isObject } from '../../../config/read/source.js'
import { nameOf } from '../../../config/resolve/plugin-names.js'
import { ClacksError } from '../../../errors.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeTable } from '../../terminal/table.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { npm } from './npm.js'

const KEYWORD = 'clacks-plugin'

/** A search result. */
interface Found {
  /** Its name in a config. */
  readonly name: string
  readonly package: string
  readonly version: string
  readonly description: string
}

/**
 * `clacks plugins search [words...]`: searches npm for packages with the keyword `clacks-plugin`.
 *
 * @throws ClacksError ERR_CLACKS_NPM, ERR_CLACKS_OPTION
 */
export async function pluginsSearch(words: readonly string[], { json }: ConfigOptions): Promise<ExitCode> {
  const invalid = words.find((word) => !/^[\w@/.-]+$/.test(word))
  if (invalid !== undefined)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      `Invalid search term "${invalid}". Expected letters, digits and hyphens.`,
    )
  const byKeyword = await searchFor([`keywords:${KEYWORD}`, ...words])
  // Some registries, such as verdaccio, only search names. All plugin names contain this word.
  const found = byKeyword.length > 0 ? byKeyword : await searchFor(['clacks', ...words])
  if (json === true) writeJson(found)
  else if (found.length === 0) writeLine('No plugins found.')
  else writeTable(found.map(({ name, version, description }) => [name, version, description]))
  return EXIT.done
}

async function searchFor(terms: readonly string[]): Promise<readonly Found[]> {
  const { code, stdout, stderr } = await npm(['search', '--json', ...terms], process.cwd())
  if (code !== 0)
    throw new ClacksError('ERR_CLACKS_NPM', `npm search failed: ${stderr.trim().split('\n')[0]}`)
  return foundIn(stdout)
}

function foundIn(text: string): readonly Found[] {
  const results: unknown = JSON.parse(text)
  return (Array.isArray(results) ? results : []).flatMap((result: unknown) => {
    if (!isObject(result) || typeof result.name !== 'string') return []
    const name = nameOf(result.name)
    const { keywords } = result
    if (name === undefined || (Array.isArray(keywords) && !keywords.includes(KEYWORD))) return []
    const { version, description } = result
    return [
      {
        name,
        package: result.name,
        version: typeof version === 'string' ? version : '',
        description: String(description ?? ''),
      },
    ]
  })
}
