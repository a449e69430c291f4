import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { VERSION } from '../src/version.js'

it('is the version in package.json', async () => {
  const json: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(json).toMatchObject({ version: VERSION })
})
