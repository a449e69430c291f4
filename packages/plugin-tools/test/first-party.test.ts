import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FIRST_PARTY } from '../../clacks/src/config/resolve/plugin-names.js'
import { verified } from './verified.js'

/** The plugins of this repository are built first: these are the packages as npm will have them. */
describe('clacks-plugin verify reports no issues for', () => {
  it.each(FIRST_PARTY)('%s', async (name) => {
    const folder = fileURLToPath(new URL(`../../plugin-${name}`, import.meta.url))
    const { checks, issues } = await verified(folder)
    expect(issues).toEqual([])
    expect(checks).toBeGreaterThan(25)
  })
})
