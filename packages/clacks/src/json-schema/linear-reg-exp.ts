import { RE2JS } from 're2js'
import { re2Source } from './re2-source.js'

/** What Ajv needs of a pattern. */
interface Pattern {
  test(text: string): boolean
}

/**
 * A pattern of JSON Schema that takes time linear in the text, matched by RE2. Those of JavaScript
 * backtrack: `^(a+)+$` takes seconds for 30 letters. It means what it means in JavaScript with the
 * flag `u`. The option `code.regExp` of Ajv:
 * `new Ajv({ code: { regExp: linearRegExp } })`.
 * @throws SyntaxError for what is not a pattern in JavaScript, or needs backtracking: `(?=…)`,
 *   `(?!…)`, `(?<=…)`, `(?<!…)`, `\1`
 */
export const linearRegExp = Object.assign(
  (pattern: string, flags: string): Pattern => {
    if (flags !== 'u') throw new SyntaxError(`the flags of the pattern ${pattern} are ${flags}: use \`u\``)
    const { source } = new RegExp(pattern, flags)
    try {
      return RE2JS.compile(re2Source(source))
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      const text = `the pattern ${pattern} cannot be matched in linear time: ${reason}`
      throw new SyntaxError(text, { cause: thrown })
    }
  },
  // For compiled code that is written to a file.
  { code: 'linearRegExp' },
)
