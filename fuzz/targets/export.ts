import fc from 'fast-check'
import { sightingIn } from '../../packages/plugin-archiver/src/commands/import-line.ts'
import { decoded, encoded, json, message, mutated, same } from '../inputs.ts'
import { defineTarget, violated } from '../target.ts'

const TOKENS = [
  '"hash":"',
  '"peers":[{"identifier":""}]',
  '"signature":"valid"',
  ',',
  '{',
  '}',
  '\u0000',
  '1e999',
]

const line = fc
  .record({
    message,
    first: fc.nat().map(String),
    count: fc.nat().map(String),
    more: fc.option(json, { freq: 2 }),
  })
  .map(
    ({ message: said, first, count, more }) =>
      `{"message":${said},"firstSeen":${first},"lastSeen":${first},"timesSeen":${count}${more === null ? '' : `,"peers":${more}`}}`,
  )

/** Lines of a file that `clacks archive import` reads. */
export const exported = defineTarget<string>({
  inputs: mutated(line.map(encoded), TOKENS),
  async open() {
    return {
      async check(bytes) {
        const text = decoded(bytes).toString()
        const sighting = sightingIn(text)
        if (typeof sighting === 'string') return
        if (!text.includes(sighting.json)) violated(`Invented: ${sighting.json.slice(0, 200)}`)
        if (!same(JSON.parse(sighting.json), JSON.parse(text).message))
          violated(`Another message was read: ${sighting.json.slice(0, 200)}`)
      },
      async close() {},
    }
  },
})
