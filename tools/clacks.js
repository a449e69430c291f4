// @ts-check
// `npm run clacks -- start [CONFIG]`: the command `clacks`, built from this checkout. It runs in
// this process, so that signals and the exit code are its own, and in the folder where npm was
// called.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runQuietly } from './shell.js'

if (runQuietly('turbo run build --filter=./packages/* --output-logs=errors-only')) {
  const { INIT_CWD: folder = process.cwd() } = process.env
  process.chdir(folder)
  await import(pathToFileURL(join(root, 'packages/clacks/bin/clacks.js')).href)
} else process.exitCode = 1
