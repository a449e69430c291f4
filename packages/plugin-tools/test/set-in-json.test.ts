import { expect, it } from 'vitest'
import { setInJson } from '../src/set-in-json.js'

it.each([
  ['two spaces', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}\n'],
  ['tabs', '{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 2\n\t}\n}\n'],
  ['CRLF', '{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 2\r\n  }\r\n}\r\n'],
])('keeps %s', (_, before, after) => {
  expect(setInJson(before, ['b'], { c: 2 })).toBe(after)
  expect(setInJson(after, ['b'], undefined)).toBe(before)
})
