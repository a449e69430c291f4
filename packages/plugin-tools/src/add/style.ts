/** The code style of a file, which additions follow. */
export interface Style {
  readonly quote: "'" | '"'
  /** `;` or nothing. */
  readonly semicolon: ';' | ''
  /** One step of indentation. */
  readonly indent: string
}

/** The style of most of the text. Default: single quotes, two spaces, no semicolons. */
export function styleOf(text: string): Style {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  return {
    quote: count(/"[^"'\n]*"/g) > count(/'[^"'\n]*'/g) ? '"' : "'",
    semicolon: count(/;$/gm) > count(/[^;,{}(\s]$/gm) ? ';' : '',
    indent: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
  }
}

/** The indentation of the line at a position of the text. */
export function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1)
  return /^[\t ]*/.exec(line)?.[0] ?? ''
}

/** A value as code; an object takes several lines. */
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

/** A value as code on one line, in the default style. */
export function inLine(value: unknown): string {
  const style = styleOf('')
  if (typeof value !== 'object' || value === null) return inCode(value, style, '')
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  const members = Object.entries(value).map(([key, each]) => `${keyInCode(key, style)}: ${inLine(each)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** The name of a member, quoted only if necessary. */
export function keyInCode(key: string, style: Style): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key, style)
}

/** Like formatters: uses the other kind of quotes if that saves escapes. */
function quoted(text: string, { quote }: Style): string {
  const other = quote === '"' ? "'" : '"'
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  const used = inner.includes(quote) && !inner.includes(other) ? other : quote
  return `${used}${inner.replaceAll(used, `\\${used}`)}${used}`
}
