/** Further words of a message are not found. */
export const MOST_WORDS = 2_000
/** A longer word is found by its beginning. */
const LONGEST_WORD = 64

const WORD = /[\p{L}\p{N}]+/gu
/** The same, for texts of ASCII alone: several times as fast. */
const ASCII_WORD = /[a-z0-9]+/g
const BEYOND_ASCII = /[^ -~]/
const ACCENTS = /\p{M}+/gu

/** A word that is looked for. */
export interface Term {
  readonly word: string
  /** Words that begin with it are meant too. */
  readonly isBeginning: boolean
}

/** Adds the words of a text: letters and digits in a row, in lower case and without accents, the same for every store. */
export function collectWords(text: string, words: Set<string>): void {
  const found = BEYOND_ASCII.test(text) ? plain(text).match(WORD) : text.toLowerCase().match(ASCII_WORD)
  for (const word of found ?? []) {
    if (words.size >= MOST_WORDS) return
    words.add(shortened(word))
  }
}

/** What is looked for: words, with `*` behind those that are beginnings. */
export function termsOf(text: string): Term[] {
  return [...plain(text).matchAll(/([\p{L}\p{N}]+)(\*?)/gu)].map(([, word = '', star]) => ({
    word: shortened(word),
    isBeginning: star === '*',
  }))
}

function plain(text: string): string {
  const folded = BEYOND_ASCII.test(text) ? text.normalize('NFKD').replace(ACCENTS, '') : text
  return folded.toLowerCase()
}

function shortened(word: string): string {
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join('')
}
