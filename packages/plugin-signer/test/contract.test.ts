import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPlugin } from 'clacks/testing'
import { afterAll, describe, it } from 'vitest'
import { signer } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'clacks-signer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const KEY = 'A'.repeat(43)

testPlugin(signer, {
  describe,
  it,
  valid: [
    {},
    { key: join(folder, 'key.pem') },
    { invalid: 'drop', unsigned: 'mark' },
    { authorField: 'from', pins: { moist: KEY }, trustFirst: false, maxPins: 0 },
    { pinFile: join(folder, 'pins.json') },
  ],
  invalid: [
    { key: '' },
    { kye: 'x' },
    { invalid: 'ignore' },
    { unsigned: true },
    { pins: { moist: 'short' } },
    // 43 characters, but not the canonical form of 32 bytes: no message could match it.
    { pins: { moist: `${'A'.repeat(42)}B` } },
    { pins: { ['a'.repeat(201)]: KEY } },
    { maxPins: -1 },
    { trustFirst: 'yes' },
    'key.pem',
  ],
})
