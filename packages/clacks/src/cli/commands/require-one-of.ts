import { suggestion } from '../../did-you-mean.js'
import { ClacksError } from '../../errors.js'

/**
 * Nobody waits for an event, a hook or a plugin that there is not: the words that there are, and the nearest, are said at once.
 *
 * @param kind what the word names: `hook`
 * @throws ClacksError ERR_CLACKS_OPTION
 */
export function requireOneOf(kind: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return
  const there = known.length === 0 ? 'there is none' : `expected one of ${known.join(', ')}`
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `There is no ${kind} "${word}"; ${there}.${suggestion(word, known)}`,
  )
}
