import { distance } from 'fastest-levenshtein'

/** The candidate that a misspelt word most likely means; undefined if none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  // A third of the letters may differ, and two swapped letters count as one: "directroy" means
  // "directory" and "prot" means "port", but "a" does not mean "b", nor "root" "port".
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  let best: string | undefined
  for (const candidate of candidates) {
    // A word can come from a peer and be very long: do not compare what cannot be close.
    if (Math.abs(word.length - candidate.length) >= least) continue
    const steps = stepsBetween(word.toLowerCase(), candidate.toLowerCase())
    if (steps >= least || steps >= candidate.length) continue
    least = steps
    best = candidate
  }
  return best
}

/** Letters that differ. Where only their order does, the two of a swap count as one. */
function stepsBetween(word: string, candidate: string): number {
  const steps = distance(word, candidate)
  return lettersOf(word) === lettersOf(candidate) ? steps / 2 : steps
}

function lettersOf(word: string): string {
  return Array.from(word).sort().join('')
}

/** `Did you mean "port"?` */
export function questionAbout(meant: string): string {
  return `Did you mean ${JSON.stringify(meant)}?`
}

/** The question about the nearest candidate; undefined if no candidate is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const meant = nearest(word, candidates)
  return meant === undefined ? undefined : questionAbout(meant)
}

/** The same to append to a sentence: with a leading space, or empty. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const sentence = didYouMean(word, candidates)
  return sentence === undefined ? '' : ` ${sentence}`
}
