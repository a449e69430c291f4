// @ts-check
// Loads every sub-path of every public package, as built, both ways. Neither publint nor attw runs
// the code: a CommonJS file that cannot be loaded at all passes both.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './shell.js'

const require = createRequire(import.meta.url)

let failed = 0
for (const name of publicSubpaths()) {
  try {
    await loadBothWays(name)
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}`, error)
  }
}
process.exitCode = failed > 0 ? 1 : 0

/** @returns {string[]} */
function publicSubpaths() {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
    const subpaths = manifest.private ? [] : Object.keys(manifest.exports ?? {})
    return subpaths
      .filter((subpath) => !subpath.endsWith('.json'))
      .map((subpath) => manifest.name + subpath.slice(1))
  })
}

/** @param {string} name */
async function loadBothWays(name) {
  const imported = await import(name)
  const names = Object.keys(imported)
  assert.notEqual(names.length, 0, 'it exports something')
  const required = require(name)
  if (names.length === 1 && names[0] === 'default') {
    assert.equal(required, imported.default, 'require() gives the only export, the default, itself')
    return
  }
  for (const key of names) assert.equal(required[key], imported[key], `require() and import share ${key}`)
}
