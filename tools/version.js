// @ts-check
// After `changeset version`: the constant that the code is checked by says what package.json says.
import { readFileSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('packages/clacks/package.json', 'utf8'))
const path = 'packages/clacks/src/version.ts'
writeFileSync(path, readFileSync(path, 'utf8').replace(/VERSION = '.*'/, `VERSION = '${version}'`))
