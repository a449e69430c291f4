import { RE2JS } from 're2js'

/** What Ajv needs of a pattern. */
interface Pattern {
  test(text: string): boolean
}

/**
 * A pattern of JSON Schema that takes time linear in the text, matched by RE2. Those of JavaScript
 * backtrack: `^(a+)+$` takes seconds for 30 letters. The option `code.regExp` of Ajv:
 * `new Ajv({ code: { regExp: linearRegExp } })`.
 * @throws SyntaxError for what is not a pattern in JavaScript, or needs backtracking: `(?=…)`,
 *   `(?!…)`, `(?<=…)`, `(?<!…)`, `\1`
 */
export const linearRegExp = Object.assign(
  (pattern: string, flags: string): Pattern => {
    // RE2 has syntax of its own that means nothing or something else in JavaScript.
    const { source } = new RegExp(pattern, flags)
    try {
      return RE2JS.compile(RE2JS.translateRegExp(source))
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      const text = `the pattern ${pattern} cannot be matched in linear time: ${reason}`
      throw new SyntaxError(text, { cause: thrown })
    }
  },
  // For compiled code that is written to a file.
  { code: 'linearRegExp' },
)
