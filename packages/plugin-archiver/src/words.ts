/** Further distinct words of a message are not indexed. */
export const MAX_WORDS = 2_000
/** Longer words are truncated. */
const MAX_WORD = 64

/** A letter of a script that puts no spaces between words: it is a word of its own. */
const UNSPACED =
  '(?=[\\p{L}\\p{N}])[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]'
const WORD = `${UNSPACED}|(?:(?!${UNSPACED})[\\p{L}\\p{N}])+`
const WORDS = new RegExp(WORD, 'gu')
const TERMS = new RegExp(`(${WORD})(\\*?)`, 'gu')
const ASCII_GAP = /[^a-z0-9 ]+/g
const BEYOND_ASCII = /[\u0080-\uffff]/
const ACCENTS = /\p{M}+/gu

/** A word to search for. */
export interface Term {
  readonly word: string
  /** Whether it also matches longer words that begin with it. */
  readonly isPrefix: boolean
}

/**
 * The words of texts, separated by spaces: runs of letters and digits, and single letters where a
 * script has no spaces; in lower case and without accents, the same in every store. Words may be
 * repeated.
 */
export function wordsOf(texts: readonly string[]): string {
  const joined = texts.join(' ')
  // A fast path for short ASCII texts, which cannot have too many words.
  if (joined.length <= 2 * MAX_WORDS && !BEYOND_ASCII.test(joined)) {
    const words = joined.toLowerCase().replace(ASCII_GAP, ' ')
    if (!hasLongWord(words)) return words
  }
  return distinctWords(texts).join(' ')
}

/** The terms of a search: words, and prefixes with a trailing `*`. */
export function termsOf(text: string): Term[] {
  return [...plain(text).matchAll(TERMS)].map(([, word = '', star]) => ({
    word: truncated(word),
    isPrefix: star === '*',
  }))
}

function distinctWords(texts: readonly string[]): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const word of plain(text).match(WORDS) ?? []) {
      if (words.size >= MAX_WORDS) return [...words]
      words.add(truncated(word))
    }
  }
  return [...words]
}

/** Looks only at positions one word length apart: a word that is too long covers one of them. */
function hasLongWord(words: string): boolean {
  for (let at = MAX_WORD; at < words.length; at += MAX_WORD + 1) {
    const end = words.indexOf(' ', at)
    const length = (end < 0 ? words.length : end) - words.lastIndexOf(' ', at) - 1
    if (length > MAX_WORD) return true
  }
  return false
}

function plain(text: string): string {
  return (BEYOND_ASCII.test(text) ? withoutAccents(text) : text).toLowerCase()
}

/**
 * Removes accents before the normalization too: it sorts those of one letter, in quadratic time if
 * there are very many.
 */
function withoutAccents(text: string): string {
  return text.replace(ACCENTS, '').normalize('NFKD').replace(ACCENTS, '')
}

function truncated(word: string): string {
  return word.length <= MAX_WORD ? word : [...word].slice(0, MAX_WORD).join('')
}
