import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JSONPath } from 'jsonc-parser'
import { setInJson } from '../set-in-json.js'
import { manifestText, readManifest } from './manifest.js'

/**
 * Fixes in package.json what can be fixed without a decision, and keeps its formatting.
 * @returns what was changed, one sentence each; if empty, nothing was written
 * @throws Error if there is no package.json
 */
export async function fix(folder: string): Promise<readonly string[]> {
  const file = join(folder, 'package.json')
  let text = await manifestText(folder)
  const done: string[] = []
  const set = (path: JSONPath, value: unknown, what: string): void => {
    text = setInJson(text, path, value)
    done.push(what)
  }
  const manifest = readManifest(text)
  if (!manifest.keywords.includes('clacks-plugin'))
    set(['keywords'], [...manifest.keywords, 'clacks-plugin'], 'added the keyword "clacks-plugin"')
  for (const kind of ['dependencies', 'optionalDependencies'] as const) {
    const range = manifest[kind].clacks
    if (range === undefined) continue
    set([kind, 'clacks'], undefined, `removed \`clacks\` from \`${kind}\``)
    if (readManifest(text).peerDependencies.clacks === undefined)
      set(['peerDependencies', 'clacks'], range, `added \`clacks\` to \`peerDependencies\` as "${range}"`)
  }
  if (!manifest.provenance) set(['publishConfig', 'provenance'], true, 'set `publishConfig.provenance`')
  if (manifest.name.startsWith('@') && manifest.access !== 'public')
    set(['publishConfig', 'access'], 'public', 'set `publishConfig.access` to "public"')
  if (done.length > 0) await writeFile(file, text)
  return done
}
