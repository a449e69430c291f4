import { relative } from 'node:path'
import { ConfigError } from '../../config/check/config-issue.js'
import { readConfig } from '../../config/read/read-config.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'

/**
 * `clacks check [config]`: finds, loads and checks a config and its plugins. With `--json` the faults are an object on
 * standard output.
 *
 * @throws ClacksError what is wrong
 */
export async function check(path: string | undefined, { json }: OutputOptions): Promise<ExitCode> {
  try {
    const { file, files, plugins } = await readConfig(path, {})
    const ids = plugins.map(({ id }) => id)
    if (json === true) writeJson({ config: file ?? null, files, plugins: ids, faults: [] })
    else if (file === undefined) writeLine('There is no config here: the defaults hold.')
    else writeLine(`${relative(process.cwd(), file)} is right. Plugins: ${ids.join(', ') || 'none'}.`)
    return EXIT.done
  } catch (thrown) {
    if (json !== true || !(thrown instanceof ConfigError)) throw thrown
    writeJson({ faults: thrown.faults })
    return EXIT.usage
  }
}
