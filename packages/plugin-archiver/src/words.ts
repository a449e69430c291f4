/** Further words of a message are not found. */
export const MAX_WORDS = 2_000
/** A longer word is found by its beginning. */
const MAX_WORD = 64

const WORD = /[\p{L}\p{N}]+/gu
const ASCII_GAP = /[^a-z0-9 ]+/g
const BEYOND_ASCII = /[\u0080-\uffff]/
const ACCENTS = /\p{M}+/gu

/** A word that is looked for. */
export interface Term {
  readonly word: string
  /** Words that begin with it are meant too. */
  readonly isBeginning: boolean
}

/**
 * The words of texts, spaces between them: letters and digits in a row, in lower case and without
 * accents, the same for every store. A word may stand there more than once.
 */
export function wordsOf(texts: readonly string[]): string {
  const joined = texts.join(' ')
  // So short that there are not too many, and plain: several times as fast.
  if (joined.length <= 2 * MAX_WORDS && !BEYOND_ASCII.test(joined)) {
    const words = joined.toLowerCase().replace(ASCII_GAP, ' ')
    if (!hasLongWord(words)) return words
  }
  return distinctWords(texts).join(' ')
}

/** What is looked for: words, with `*` behind those that are beginnings. */
export function termsOf(text: string): Term[] {
  return [...plain(text).matchAll(/([\p{L}\p{N}]+)(\*?)/gu)].map(([, word = '', star]) => ({
    word: shortened(word),
    isBeginning: star === '*',
  }))
}

function distinctWords(texts: readonly string[]): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const word of plain(text).match(WORD) ?? []) {
      if (words.size >= MAX_WORDS) return [...words]
      words.add(shortened(word))
    }
  }
  return [...words]
}

/** A word that is too long covers one of the places that are so far apart. */
function hasLongWord(words: string): boolean {
  for (let place = MAX_WORD; place < words.length; place += MAX_WORD + 1) {
    const end = words.indexOf(' ', place)
    const length = (end < 0 ? words.length : end) - words.lastIndexOf(' ', place) - 1
    if (length > MAX_WORD) return true
  }
  return false
}

function plain(text: string): string {
  const folded = BEYOND_ASCII.test(text) ? text.normalize('NFKD').replace(ACCENTS, '') : text
  return folded.toLowerCase()
}

function shortened(word: string): string {
  return word.length <= MAX_WORD ? word : [...word].slice(0, MAX_WORD).join('')
}
