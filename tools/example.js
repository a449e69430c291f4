// @ts-check
// `npm run example`: lists the examples. `npm run example NAME …`: builds the packages and runs
// one, which is handed a signal that Ctrl-C aborts, and the further arguments.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { closest } from 'fastest-levenshtein'
import { root, runQuietly } from './shell.js'

const USAGE = 'usage: npm run example NAME [-- ARGUMENTS]'
const folder = join(root, 'examples')
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.ts')))
const [name, ...args] = process.argv.slice(2)

if (name === undefined) list()
else if (!names.includes(name)) refuse(name)
else if (runQuietly('turbo run build --output-logs=errors-only')) await start(name)
else process.exitCode = 1

function list() {
  const width = Math.max(...names.map(({ length }) => length))
  for (const each of names) {
    const { description } = JSON.parse(readFileSync(join(folder, each, 'package.json'), 'utf8'))
    console.log(`${each.padEnd(width)}  ${description}`)
  }
  console.log(`\n${USAGE}`)
}

/** @param {string} wrong */
function refuse(wrong) {
  const advice =
    wrong === 'quickstart'
      ? 'The quickstart is run by `npm run demo`.'
      : `There is no example ${JSON.stringify(wrong)}. Did you mean "${closest(wrong, names)}"?`
  console.error(`${advice}\n${USAGE}`)
  process.exitCode = 2
}

/** @param {string} chosen */
async function start(chosen) {
  const ending = new AbortController()
  const end = () => {
    if (ending.signal.aborted) process.exit(130)
    ending.abort()
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  try {
    const { default: example } = await import(pathToFileURL(join(folder, chosen, 'run.ts')).href)
    await example(ending.signal, args)
  } catch (thrown) {
    if (!ending.signal.aborted)
      console.error(`example ${chosen}: ${thrown instanceof Error ? thrown.message : thrown}`)
    process.exitCode = ending.signal.aborted ? 130 : 1
  }
  process.off('SIGINT', end)
  process.off('SIGTERM', end)
}
