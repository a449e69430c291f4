import { relative } from 'node:path'
import { ConfigError } from '../../config/check/config-issue.js'
import { readConfig } from '../../config/read/read-config.js'
import { readOwnPair } from '../../transport/certificate.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'

/**
 * `clacks check [config]`: loads and checks a config, its plugins and the key pair. With `--json`,
 * the issues are written to standard output as well.
 *
 * @throws ClacksError if the config cannot be loaded or is invalid
 */
export async function check(path: string | undefined, { json }: OutputOptions): Promise<ExitCode> {
  try {
    const { file, files, plugins, config, stateFolder } = await readConfig(path, {})
    if (config.tls?.key === undefined) readOwnPair(stateFolder)
    const ids = plugins.map(({ id }) => id)
    if (json === true) writeJson({ config: file ?? null, files, plugins: ids, issues: [] })
    else if (file === undefined) writeLine('No config found. A node would use the defaults.')
    else writeLine(`${relative(process.cwd(), file)} is valid. Plugins: ${ids.join(', ') || 'none'}.`)
    return EXIT.done
  } catch (thrown) {
    if (json !== true || !(thrown instanceof ConfigError)) throw thrown
    writeJson({ issues: thrown.issues })
    return EXIT.usage
  }
}
