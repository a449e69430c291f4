import { stringifyMessage } from './json.js'
import { INEXACT_SUSPECT, isInexact } from './json-fidelity.js'
import { type Step, scanJson } from './json-scan.js'

/**
 * The JSON text of a message that was parsed from `source` and then changed. A number that is where
 * it was keeps its digits, also those that no double has; the others are written as doubles.
 * @param source the text that the message was parsed from
 * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON
 */
export function textOfChanged(message: unknown, source: string): string {
  const text = stringifyMessage(message)
  if (!INEXACT_SUSPECT.test(source)) return text
  if (typeof message === 'number') return message === Number(source) ? source : text
  const written: unknown = JSON.parse(text)
  const kept = digitsKept(message, source, written)
  return kept.size === 0 ? text : withDigits(text, written, kept)
}

/** The digits of numbers, by the object or array that they are in and their key in it. */
type Kept = Map<unknown, Map<Step, string>>

/** The numbers of a source that no double has, and that are where they were. */
function digitsKept(message: unknown, source: string, written: unknown): Kept {
  const kept: Kept = new Map()
  eachScalar(source, [message, written], (from, to, key, [parent, twin]) => {
    const text = source.slice(from, to)
    if (!isInexact(text)) return
    const number = Number(text)
    if (childOf(parent, key) !== number) return
    // Another value if a `toJSON` hides it.
    if (childOf(twin, key) !== (Number.isFinite(number) ? number : null)) return
    const inTwin = kept.get(twin)
    if (inTwin === undefined) kept.set(twin, new Map([[key, text]]))
    else inTwin.set(key, text)
  })
  return kept
}

function withDigits(text: string, written: unknown, kept: Kept): string {
  const parts: string[] = []
  let done = 0
  eachScalar(text, [written], (from, to, key, [parent]) => {
    const digits = kept.get(parent)?.get(key)
    if (digits === undefined) return
    parts.push(text.slice(done, from), digits)
    done = to
  })
  return parts.join('') + text.slice(done)
}

/**
 * Visits the strings, numbers and constants of a JSON text, and walks values along it. Each step is
 * one look-up: its cost does not depend on the depth.
 * @param visit receives the objects or arrays that are in these values where the scalar is in the
 *   text; undefined where there is none
 */
function eachScalar(
  json: string,
  values: readonly unknown[],
  visit: (from: number, to: number, key: Step, parents: readonly unknown[]) => void,
): void {
  const open: (readonly unknown[])[] = []
  scanJson(json, (part, from, to, path) => {
    const key = path.at(-1)
    const parents = open.at(-1)
    if (part === 'close') open.pop()
    else if (part === 'open')
      open.push(
        parents === undefined || key === undefined ? values : parents.map((each) => childOf(each, key)),
      )
    else if (part === 'scalar' && parents !== undefined && key !== undefined) visit(from, to, key, parents)
  })
}

function childOf(parent: unknown, key: Step): unknown {
  return typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? Reflect.get(parent, key)
    : undefined
}
