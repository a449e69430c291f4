import { expect, test } from 'vitest'
import { sightingIn } from '../../src/commands/import-line.js'
import { jsonOf } from '../../src/commands/message-json.js'

const BIG = '{"id":12345678901234567891,"e":1e400}'
const line = (json: string) => `{"message":${json},"firstSeen":1,"lastSeen":2,"timesSeen":1}`

test('a message keeps all digits of its numbers when it is imported and shown', () => {
  expect(sightingIn(line(BIG))).toMatchObject({ json: BIG })
  const shown = { hash: 'x', json: BIG, message: {}, class: undefined, bytes: 1, firstSeen: 1, lastSeen: 2 }
  for (const indent of [0, 2])
    expect(jsonOf({ ...shown, timesSeen: 1, signature: 'unknown', peers: [] }, indent)).toContain(BIG)
})
