import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { ConfigError, type LoadedConfig, loadConfig } from 'clacks'
import { reasonOf } from '../reason-of.js'
import type { Target } from './target.js'

/**
 * Loads the plugins from their sources with the config loader.
 * @throws ClacksError if they cannot be loaded
 */
export async function load(target: Target): Promise<LoadedConfig> {
  if ('config' in target) return loadConfig(target.config)
  const folder = await mkdtemp(join(tmpdir(), 'clacks-dev-'))
  try {
    const file = join(folder, 'clacks.config.json')
    await writeFile(file, JSON.stringify({ plugins: [[target.entry, target.options]] }))
    return { ...(await loadConfig(file)), folder: target.folder, files: [] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The message of an error, with paths relative to the folder of the plugin. A generated config is
 * not mentioned.
 */
export function explain(thrown: unknown, target: Target): string {
  const text =
    thrown instanceof ConfigError && 'entry' in target
      ? thrown.issues.map(({ path, message }) => `${optionOf(path)}${message.trim()}`).join('\n')
      : reasonOf(thrown)
  return fromFolder(text, target)
}

/** Makes the paths in a text relative to the folder of the plugin. */
export function fromFolder(text: string, { folder }: Target): string {
  return text.replaceAll(`${folder}${sep}`, '')
}

/** `['plugins', 0, 1, 'suffix']` -> `option suffix: ` */
function optionOf([, , , ...option]: readonly (string | number)[]): string {
  return option.length === 0 ? '' : `option ${option.join('.')}: `
}
