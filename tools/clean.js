// @ts-check
// Removes the folders that are named, on every platform. tsup's own `clean` would race between the
// parts of a config.
import { rmSync } from 'node:fs'

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true })
