import { posix } from 'node:path'
import type { PackedPlugin } from './rule.js'

/** The options schema of a packed plugin; undefined if it has none, see the rule `schema`. */
export function schemaIn({ manifest, files }: PackedPlugin): unknown {
  if (manifest.schema === undefined) return undefined
  try {
    return JSON.parse(files.readFile(posix.join(`/node_modules/${manifest.name}`, manifest.schema)))
  } catch {
    return undefined
  }
}
