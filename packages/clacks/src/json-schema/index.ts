/**
 * Keywords for JSON Schemas that messages of peers are checked with. Each takes time linear in the
 * size of a message, which may be hostile.
 * @module
 */

export { addLinearKeywords } from './linear-keywords.js'
export { linearRegExp } from './linear-reg-exp.js'
