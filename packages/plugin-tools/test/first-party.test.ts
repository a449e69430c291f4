import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { verified } from './verified.js'

/** The plugins of this repository are built before: they are what they would be on npm. */
describe('clacks-plugin verify finds nothing wrong with', () => {
  it.each(['plugin-logger', 'plugin-message-formatter', 'plugin-archiver'])('%s', async (name) => {
    const folder = fileURLToPath(new URL(`../../${name}`, import.meta.url))
    const { checks, findings } = await verified(folder)
    expect(findings).toEqual([])
    expect(checks).toBeGreaterThan(25)
  })
})
