import type { Issue } from '../issue.js'
import { type Step, scanJson } from './json-scan.js'

/**
 * The first key that occurs twice in one object of a JSON text; undefined if there is none.
 * Programs disagree about such texts: `JSON.parse` takes the last value, others the first.
 * @param json a text that `JSON.parse` accepts
 */
export function duplicateKeyIn(json: string): Issue | undefined {
  let issue: Issue | undefined
  const open: Set<Step | undefined>[] = []
  scanJson(json, (part, _from, _to, path) => {
    if (part === 'open') open.push(new Set())
    else if (part === 'close') open.pop()
    if (part !== 'key' || issue !== undefined) return
    const keys = open.at(-1)
    const key = path.at(-1)
    if (keys?.has(key)) issue = { path: [...path], message: 'occurs twice' }
    else keys?.add(key)
  })
  return issue
}

/**
 * The first number of a JSON text that no double has, such as 12345678901234567891 or 1e999;
 * undefined if there is none. A program that parses it may see another number.
 * @param json a text that `JSON.parse` accepts
 */
export function inexactNumberIn(json: string): Issue | undefined {
  let issue: Issue | undefined
  if (!INEXACT_SUSPECT.test(json)) return undefined
  scanJson(json, (part, from, to, path) => {
    if (part !== 'scalar' || issue !== undefined) return
    const text = json.slice(from, to)
    if (isInexact(text)) issue = { path: [...path], message: `is ${shown(text)}, which no double has` }
  })
  return issue
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
/** No number with fewer characters, and without an exponent, is inexact. */
const SAFE_LENGTH = 15
/** Longer numbers count as inexact: a hostile one must not cost more than a valid one. */
const MAX_LENGTH = 400
const SHOWN = 40

/** Matches the texts of all messages with an inexact number, and of a few others. */
export const INEXACT_SUSPECT = /\d[\d.]{15}|\d[eE]/

/** Whether a scalar is a number whose double has another value in its shortest notation. */
export function isInexact(text: string): boolean {
  if (text.length <= SAFE_LENGTH && !/\d[eE]/.test(text)) return false
  if (!/^[-\d]/.test(text)) return false
  return text.length > MAX_LENGTH || decimalOf(text) !== decimalOf(String(Number(text)))
}

/** A number as sign, digits and exponent: the same for all notations. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return whole === '' ? text : '0'
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)
  return `${sign}${significant}e${power}`
}

function shown(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
