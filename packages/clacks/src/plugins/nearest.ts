import { distance } from 'fastest-levenshtein'

/** The candidate that a misspelt word most likely means; undefined where none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  // A third of the letters may be wrong, and two swapped ones count as two: "directroy" is "directory", "prot" is "port", "a" is not "b".
  let least = (word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3))) + 1
  let found: string | undefined
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase())
    if (steps >= least || steps >= candidate.length) continue
    least = steps
    found = candidate
  }
  return found
}

/** ` Did you mean "…"?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === undefined ? '' : ` Did you mean "${found}"?`
}
