import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { type Entry, entryOf, KEYWORD } from './entry.ts'
import { Registry, RegistryError } from './registry.ts'

/** What a catalogue consists of. */
interface Catalogue {
  /** The plugins, by name. */
  readonly entries: readonly Entry[]
  /** Why a package is missing, in a sentence each. */
  readonly skipped: readonly string[]
}

/**
 * Writes a catalogue of the plugins in a registry: `index.html` for people, `plugins.json` for
 * programs. A package that cannot be read is skipped.
 *
 * @param url of the registry
 * @param folder where the files are written; created if missing
 * @throws RegistryError if the registry cannot be searched or has no plugin; nothing is written
 */
export async function writeCatalogue(url: string, folder: string): Promise<Catalogue> {
  const registry = new Registry(url)
  const entries: Entry[] = []
  const skipped: string[] = []
  for (const name of await namesIn(registry)) {
    try {
      const entry = await entryOf(registry, name)
      if (entry !== undefined) entries.push(entry)
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown
      skipped.push(`${JSON.stringify(name)} is skipped: ${thrown.message}`)
    }
  }
  if (entries.length === 0 && skipped.length > 0) throw new RegistryError(skipped.join(' '))
  if (entries.length === 0) throw new RegistryError(`${url} has no package with the keyword ${KEYWORD}.`)
  entries.sort((one, other) => one.name.localeCompare(other.name, 'en'))
  const page = await pageOf(entries)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'index.html'), page)
  await writeFile(join(folder, 'plugins.json'), `${JSON.stringify(entries, undefined, 2)}\n`)
  return { entries, skipped }
}

/** Some registries, like verdaccio, search names only: each plugin has this word in its name. */
async function namesIn(registry: Registry): Promise<readonly string[]> {
  const names = await registry.search(`keywords:${KEYWORD}`)
  return names.length > 0 ? names : registry.search('clacks')
}

/** Handlebars escapes all text that comes from packages. */
async function pageOf(entries: readonly Entry[]): Promise<string> {
  const template = await readFile(new URL('page.hbs', import.meta.url), 'utf8')
  const count = entries.length === 1 ? 'One plugin' : `${entries.length} plugins`
  return Handlebars.compile(template, { strict: true })({ entries, keyword: KEYWORD, count })
}
