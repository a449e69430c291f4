/** How a file is written, so that what is added looks like it. */
export interface Style {
  readonly quote: "'" | '"'
  /** `;` or nothing. */
  readonly semicolon: ';' | ''
  /** One step of indentation. */
  readonly indent: string
}

/** What most of the text does; where it says nothing: single quotes, two spaces, no semicolons. */
export function styleOf(text: string): Style {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  return {
    quote: count(/"[^"'\n]*"/g) > count(/'[^"'\n]*'/g) ? '"' : "'",
    semicolon: count(/;$/gm) > count(/[^;,{}(\s]$/gm) ? ';' : '',
    indent: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
  }
}

/** The indentation of the line in which a place of the text is. */
export function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1)
  return /^[\t ]*/.exec(line)?.[0] ?? ''
}

/** A value as code, over several lines where it is an object. */
export function inCode(value: unknown, style: Style, indent: string): string {
  if (typeof value === 'string') return quoted(value, style)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((each) => inCode(each, style, indent)).join(', ')}]`
  const inner = indent + style.indent
  const members = Object.entries(value).map(
    ([key, each]) => `${inner}${keyInCode(key, style)}: ${inCode(each, style, inner)},\n`,
  )
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

/** A value as code in one line, in the style of the house. */
export function inLine(value: unknown): string {
  const style = styleOf('')
  if (typeof value !== 'object' || value === null) return inCode(value, style, '')
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  const members = Object.entries(value).map(([key, each]) => `${keyInCode(key, style)}: ${inLine(each)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** The name of a member, with quotes only where it needs them. */
export function keyInCode(key: string, style: Style): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key, style)
}

/** As formatters do it: the other kind of quotes where that saves escapes. */
function quoted(text: string, { quote }: Style): string {
  const other = quote === '"' ? "'" : '"'
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  const used = inner.includes(quote) && !inner.includes(other) ? other : quote
  return `${used}${inner.replaceAll(used, `\\${used}`)}${used}`
}
