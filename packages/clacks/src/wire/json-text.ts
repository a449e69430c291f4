import { type Step, scanJson } from './json-scan.js'

/**
 * The text of the value at a path of a JSON text, character by character; undefined if there is
 * none. Of equal keys the last counts, as in `JSON.parse`.
 * @param json a text that `JSON.parse` accepts
 */
export function textAt(json: string, path: readonly Step[]): string | undefined {
  let found: string | undefined
  let begin = 0
  scanJson(json, (part, from, to, at) => {
    if (part === 'key' || !isEqual(at, path)) return
    if (part === 'open') begin = from
    else found = json.slice(part === 'close' ? begin : from, to)
  })
  return found
}

/**
 * The texts of the items of an array, character by character.
 * @param json the text of an array
 */
export function elementsOf(json: string): string[] {
  const elements: string[] = []
  let begin = 0
  scanJson(json, (part, from, to, { length }) => {
    if (length !== 1 || part === 'key') return
    if (part === 'open') begin = from
    else elements.push(json.slice(part === 'close' ? begin : from, to))
  })
  return elements
}

/**
 * A JSON text on one line: JSON allows line breaks only between its tokens.
 */
export function onOneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]/g, ' ') : json
}

function isEqual(path: readonly Step[], other: readonly Step[]): boolean {
  return path.length === other.length && path.every((step, index) => step === other[index])
}
