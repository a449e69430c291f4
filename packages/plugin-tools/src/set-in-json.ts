import { applyEdits, type JSONPath, modify } from 'jsonc-parser'
import { lineEndOf } from './line-ends.js'

/**
 * Sets a value in a JSON text, in the indentation and with the line ends of the text.
 * @param value undefined removes the member
 */
export function setInJson(text: string, path: JSONPath, value: unknown): string {
  const indent = /^(\t| +)"/m.exec(text)?.[1] ?? '  '
  const formattingOptions = {
    insertSpaces: indent !== '\t',
    tabSize: indent.length,
    eol: lineEndOf(text),
  }
  return applyEdits(text, modify(text, path, value, { formattingOptions }))
}
