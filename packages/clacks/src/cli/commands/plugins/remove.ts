import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { editPlugins } from '../../../config/edit/edit-plugins.js'
import { replaceConfig } from '../../../config/edit/write-config.js'
import { pluginIn, usedEntries } from '../../../config/layer/merge.js'
import { type ReadConfig, readConfig } from '../../../config/read/read-config.js'
import { nameOf } from '../../../config/resolve/plugin-names.js'
import { suggestion } from '../../../did-you-mean.js'
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
  const inUse = usedEntries(entries)
  const wanted = nameOf(name) ?? name
  const at = inUse.findIndex(({ entry }, index) => {
    const named = pluginIn(entry)
    const { id, name: kind } = plugins[index] ?? { id: undefined, name: undefined }
    return id === wanted || named === name || kind === wanted
  })
  const origin = inUse[at]?.origins.find(({ layer }) => layer.source.file === file)
  const [, removeAt] = origin?.path ?? []
  if (typeof removeAt !== 'number')
    throw notInConfig(
      name,
      file,
      at !== -1,
      plugins.map(({ id }) => id),
    )
  const id = plugins[at]?.id ?? name
  const before = await readFile(file, 'utf8')
  await replaceConfig(file, await editPlugins(file, before, { removeAt }))
  const after = await readConfig(file, {}).catch(async (thrown: unknown) => {
    await replaceConfig(file, before)
    throw thrown
  })
  const still = sourceOf(id, after)
  if (json === true) writeJson({ config: file, removed: id, stillIn: still ?? null })
  else {
    const shown = relative(process.cwd(), file)
    writeLine(
      still === undefined
        ? `${shown} no longer uses ${name}`
        : `${shown} no longer lists ${name}, but ${still} does: the node still uses it`,
    )
  }
  return EXIT.done
}

/** Where a plugin is listed: the path of a preset, or a variable; undefined if it is not in use. */
function sourceOf(id: string, { plugins, entries }: ReadConfig): string | undefined {
  const [origin] = usedEntries(entries)[plugins.findIndex((plugin) => plugin.id === id)]?.origins ?? []
  if (origin === undefined) return undefined
  const { source } = origin.layer
  return source.file === undefined ? 'the environment' : relative(process.cwd(), source.file)
}

function notInConfig(name: string, file: string, isElsewhere: boolean, ids: readonly string[]): ClacksError {
  if (isElsewhere)
    return new ClacksError(
      'ERR_CLACKS_CONFIG_EDIT',
      `${name} comes from a preset or the environment, not from ${file}.`,
    )
  return new ClacksError(
    'ERR_CLACKS_PLUGIN_UNKNOWN',
    `${file} does not use a plugin "${name}".${suggestion(name, ids)}`,
  )
}
