import { applyEdits, modify } from 'jsonc-parser'
import type { Path } from '../read/source.js'
import { formattingOf } from './json-formatting.js'

/** Changes one value of a JSON text, or removes it. */
export function editJsonValue(text: string, at: Path, value: unknown): string {
  return applyEdits(text, modify(text, [...at], value, { formattingOptions: formattingOf(text) }))
}
