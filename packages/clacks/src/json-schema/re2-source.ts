/** Code points, from first to last. */
type Span = readonly [first: number, last: number]

const LAST = 0x10_ff_ff
/**
 * `\d`, `\w` and `\s` of JavaScript (ECMA-262, CharacterClassEscape), and what `.` does not
 * match.
 */
const DIGITS: readonly Span[] = [[0x30, 0x39]]
const WORD: readonly Span[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACE: readonly Span[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x16_80, 0x16_80],
  [0x20_00, 0x20_0a],
  [0x20_28, 0x20_29],
  [0x20_2f, 0x20_2f],
  [0x20_5f, 0x20_5f],
  [0x30_00, 0x30_00],
  [0xfe_ff, 0xfe_ff],
]
const LINE_ENDS: readonly Span[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x20_28, 0x20_29],
]
const SETS: Partial<Record<string, readonly Span[]>> = {
  d: DIGITS,
  D: allBut(DIGITS),
  w: WORD,
  W: allBut(WORD),
  s: SPACE,
  S: allBut(SPACE),
}
const CONTROLS: Partial<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 }

/** What one item of a pattern is: an escape, or any other character. Their order matters. */
const ITEM =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\k<[^>]*>|\\[1-9]\d*|\\.|./gsu

/**
 * The source of a regular expression for RE2 that matches what JavaScript matches with the
 * flag `u`.
 * Every character and class is written out, so that nothing has another meaning in RE2: `\s`
 * and `.` are of ASCII there, for example.
 * @param source of a valid regular expression with the flag `u`
 * @throws SyntaxError for what needs backtracking
 */
export function re2Source(source: string): string {
  const items: readonly string[] = source.match(ITEM) ?? []
  let out = ''
  let at = 0
  while (at < items.length) {
    const item = items[at++] ?? ''
    if (item === '[') {
      const end = items.indexOf(']', at)
      out += classOf(items.slice(at, end))
      at = end + 1
    } else if (item === '(' && items[at] === '?') {
      out += '(?:'
      at = endOfGroupStart(items, at + 1)
    } else {
      out += atomOf(item)
    }
  }
  return out
}

/** Where the content of a group begins. @param at the item after `(?` */
function endOfGroupStart(items: readonly string[], at: number): number {
  const [kind = '', next = ''] = [items[at], items[at + 1]]
  if (kind === ':') return at + 1
  if (kind === '<' && next !== '=' && next !== '!') return items.indexOf('>', at) + 1
  throw new SyntaxError(`(?${kind} needs backtracking, or another flag`)
}

/** An item outside of a class. */
function atomOf(item: string): string {
  if (item === '.') return written(allBut(LINE_ENDS))
  if (item === '\\b' || item === '\\B' || /^[\^$|()*+?{},:\d]$/.test(item)) return item
  if (/^\\[1-9k]/.test(item)) throw new SyntaxError(`${item} needs backtracking`)
  return written(spansOf(item))
}

/** The items of a class, without its brackets. */
function classOf(items: readonly string[]): string {
  const isNegated = items[0] === '^'
  const spans: Span[] = []
  for (let at = isNegated ? 1 : 0; at < items.length; at++) {
    const first = spansOf(items[at] ?? '')
    if (items[at + 1] === '-' && at + 2 < items.length) {
      const last = spansOf(items[at + 2] ?? '')
      spans.push([first[0]?.[0] ?? 0, last[0]?.[1] ?? 0])
      at += 2
    } else {
      spans.push(...first)
    }
  }
  return written(isNegated ? allBut(spans) : spans)
}

/** The characters that an escape or a character stands for. */
function spansOf(item: string): readonly Span[] {
  const letter = item[1] ?? ''
  if (!item.startsWith('\\')) return one(item.codePointAt(0) ?? 0)
  if (letter === 'p' || letter === 'P') return spansOfProperty(item)
  const set = SETS[letter]
  if (set !== undefined) return set
  const control = CONTROLS[letter]
  if (control !== undefined) return one(control)
  if (letter === 'b') return one(8)
  if (letter === 'c') return one((item.codePointAt(2) ?? 0) % 32)
  if (letter === 'x' || letter === 'u') return one(codePointOf(item))
  return one(item.codePointAt(1) ?? 0)
}

function codePointOf(escaped: string): number {
  const units = escaped.split(/\\[ux]/).slice(1)
  const numbers = units.map((unit) => Number.parseInt(unit.replace(/[{}]/g, ''), 16))
  return numbers.length === 1 ? (numbers[0] ?? 0) : (String.fromCharCode(...numbers).codePointAt(0) ?? 0)
}

const properties = new Map<string, readonly Span[]>()

/** Asks JavaScript, whose version of Unicode may be another one than that of RE2. */
function spansOfProperty(property: string): readonly Span[] {
  const known = properties.get(property)
  if (known !== undefined) return known
  const pattern = new RegExp(`^${property}$`, 'u')
  const spans: Span[] = []
  let first = -1
  for (let code = 0; code <= LAST + 1; code++) {
    const matches = code <= LAST && pattern.test(String.fromCodePoint(code))
    if (matches && first < 0) first = code
    if (matches || first < 0) continue
    spans.push([first, code - 1])
    first = -1
  }
  properties.set(property, spans)
  return spans
}

function one(code: number): readonly Span[] {
  return [[code, code]]
}

function allBut(spans: readonly Span[]): readonly Span[] {
  const others: Span[] = []
  let next = 0
  for (const [first, last] of [...spans].sort(([one], [other]) => one - other)) {
    if (first > next) others.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  if (next <= LAST) others.push([next, LAST])
  return others
}

/** A class of RE2. */
function written(spans: readonly Span[]): string {
  if (spans.length === 0) return `[^${hex(0)}-${hex(LAST)}]`
  return `[${spans.map(([first, last]) => `${hex(first)}-${hex(last)}`).join('')}]`
}

function hex(code: number): string {
  return `\\x{${code.toString(16)}}`
}
