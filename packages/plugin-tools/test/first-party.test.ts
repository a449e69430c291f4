import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { verified } from './verified.js'

/** The plugins of this repository are built first: these are the packages as npm will have them. */
describe('clacks-plugin verify reports no issues for', () => {
  it.each(['plugin-logger', 'plugin-message-formatter', 'plugin-archiver'])('%s', async (name) => {
    const folder = fileURLToPath(new URL(`../../${name}`, import.meta.url))
    const { checks, issues } = await verified(folder)
    expect(issues).toEqual([])
    expect(checks).toBeGreaterThan(25)
  })
})
