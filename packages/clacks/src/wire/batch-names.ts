/** Separates the part that all names have in common from their numbers. */
const NUMBERS = ':'
const BETWEEN = ','

/** A name that lists the numbers of its transfers. */
export interface ListedNames {
  /** What all names have before a dot and their number. */
  readonly prefix: string
  readonly numbers: readonly string[]
}

/**
 * The name of the transfers of a batch: `PREFIX:1z,20` for `PREFIX.1z` and `PREFIX.20`. So a
 * receiver that knows this form recognises each of them in any other request. For all others it is
 * a name like any other, which is different for every list of messages.
 */
export function nameOfBatch({ prefix, numbers }: ListedNames): string {
  return prefix + NUMBERS + numbers.join(BETWEEN)
}

/** The numbers that the name of a batch lists; undefined if it lists none. */
export function numbersIn(name: string): ListedNames | undefined {
  const end = name.indexOf(NUMBERS)
  if (end === -1) return undefined
  return { prefix: name.slice(0, end), numbers: name.slice(end + 1).split(BETWEEN) }
}
