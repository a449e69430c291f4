import { fullFormats } from 'ajv-formats/dist/formats.js'
import { decimalMultipleOf } from '../decimal-multiple-of.js'
import { uniqueItems } from './unique-items.js'

/** The part of an Ajv instance that is used here. */
export interface SchemaCompiler {
  removeKeyword(keyword: string): unknown
  addKeyword(definition: ReturnType<typeof decimalMultipleOf> | ReturnType<typeof uniqueItems>): unknown
  addFormat(name: string, isValid: (text: string) => boolean): unknown
}

/**
 * Replaces the keywords and formats that take more than linear time, and `multipleOf`, which
 * divides doubles. Call it after `addFormats` of ajv-formats.
 */
export function addLinearKeywords(ajv: SchemaCompiler): void {
  for (const keyword of [decimalMultipleOf(), uniqueItems()]) {
    ajv.removeKeyword(keyword.keyword)
    ajv.addKeyword(keyword)
  }
  ajv.addFormat('url', isUrl)
}

const { source } = fullFormats.url instanceof RegExp ? fullFormats.url : /(?!)/
/** The URLs of ajv-formats, without looking for the end of a password at every colon. */
const URL_PATTERN = new RegExp(source.replace('(?:\\S+(?::\\S*)?@)?', '(?:\\S+@)?'), 'iu')

function isUrl(text: string): boolean {
  // White space after a long path would be found once for each @ in it.
  return !/\s/.test(text) && URL_PATTERN.test(text)
}
