import { readFile, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { editPlugins } from '../../../config/edit/edit-plugins.js'
import { readConfig } from '../../../config/read/read-config.js'
import { nameOf } from '../../../config/resolve/plugin-names.js'
import { nearest } from '../../../did-you-mean.js'
import { ClacksError } from '../../../errors.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { configFile } from './add.js'

/**
 * `clacks plugins remove <plugin>`: removes a plugin from the config. The package stays installed.
 *
 * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_CONFIG_EDIT,
 * ERR_CLACKS_CONFIG_NOT_FOUND
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID if other plugins need it
 */
export async function pluginsRemove(name: string, { config, json }: ConfigOptions): Promise<ExitCode> {
  const file = await configFile(config)
  const { entries, plugins } = await readConfig(file, {})
  const inUse = entries.filter(({ entry }) => Boolean(entry))
  const wanted = nameOf(name) ?? name
  const at = inUse.findIndex(({ entry }, index) => {
    const named: unknown = Array.isArray(entry) ? entry[0] : entry
    const { id, name: kind } = plugins[index] ?? { id: undefined, name: undefined }
    return id === wanted || named === name || kind === wanted
  })
  const said = inUse[at]?.said.find(({ layer }) => layer.source.file === file)
  const [, removeAt] = said?.path ?? []
  if (typeof removeAt !== 'number')
    throw notInConfig(
      name,
      file,
      at !== -1,
      plugins.map(({ id }) => id),
    )
  const before = await readFile(file, 'utf8')
  await writeFile(file, await editPlugins(file, before, { removeAt }))
  try {
    await readConfig(file, {})
  } catch (thrown) {
    await writeFile(file, before)
    throw thrown
  }
  if (json === true) writeJson({ config: file, removed: plugins[at]?.id ?? name })
  else writeLine(`${relative(process.cwd(), file)} no longer uses ${name}`)
  return EXIT.done
}

function notInConfig(name: string, file: string, isElsewhere: boolean, ids: readonly string[]): ClacksError {
  if (isElsewhere)
    return new ClacksError(
      'ERR_CLACKS_CONFIG_EDIT',
      `${name} comes from a preset or the environment, not from ${file}.`,
    )
  const near = nearest(name, ids)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return new ClacksError('ERR_CLACKS_PLUGIN_UNKNOWN', `${file} does not use a plugin "${name}".${hint}`)
}
