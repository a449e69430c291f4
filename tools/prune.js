// @ts-check
// Removes what earlier builds left in `dist`. A build empties the folder first, but when turbo has
// the result in its cache, it only writes files: chunks, whose names change with their content,
// would pile up, and be published.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A chunk: its name ends in a hash. */
const CHUNK = /-[\w-]{8}\.(?:js|d\.c?ts)$/
const MODULE = /\.c?(?:js|ts)$/

/**
 * Removes the chunks of a built package that nothing names any more.
 *
 * @param {string} folder of the package
 * @returns {string[]} the names of the removed files
 */
export function prune(folder) {
  const dist = join(folder, 'dist')
  const files = existsSync(dist) ? readdirSync(dist) : []
  const open = files.filter((name) => !CHUNK.test(name) || isEntry(folder, name))
  const kept = new Set(open)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!MODULE.test(name)) continue
    const text = readFileSync(join(dist, name), 'utf8')
    for (const other of files) {
      // Declarations import `./chunk-HASH.js` and mean `chunk-HASH.d.ts`.
      const imported = other.replace(/\.d\.(c?)ts$/, '.$1js')
      if (kept.has(other) || !(text.includes(other) || text.includes(imported))) continue
      kept.add(other)
      open.push(other)
    }
  }
  const stale = files.filter(
    (name) => !kept.has(name.replace(/\.map$/, '')) && CHUNK.test(name.replace(/\.map$/, '')),
  )
  for (const name of stale) rmSync(join(dist, name))
  return stale
}

/** @param {string} folder @param {string} name */
function isEntry(folder, name) {
  return readFileSync(join(folder, 'package.json'), 'utf8').includes(`/dist/${name}`)
}
