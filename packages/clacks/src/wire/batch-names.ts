/** Separates the part that all names have in common from their numbers. */
const NUMBERS = ':'
const BETWEEN = ','

/**
 * The name of the transfers of a batch: `PREFIX:1z,20,23`. It says which transfers they are, so
 * that a receiver which knows this form recognises each of them in any other request. For all
 * others it is a name like any other, which is different for every list of messages.
 * @param prefix what all names have in common
 * @param numbers what each of them has after the prefix and a dot
 */
export function nameOfBatch(prefix: string, numbers: readonly string[]): string {
  return prefix + NUMBERS + numbers.join(BETWEEN)
}

/**
 * The name of each transfer of a batch: `PREFIX.1z`, `PREFIX.20`, `PREFIX.23`. Of a name without
 * as many numbers, it is the name, a dot and the place in the batch.
 * @param count messages in the batch
 */
export function namesIn(name: string, count: number): readonly string[] {
  const end = name.indexOf(NUMBERS)
  const numbers = end === -1 ? [] : name.slice(end + 1).split(BETWEEN)
  if (numbers.length === count) {
    const prefix = name.slice(0, end)
    return numbers.map((number) => `${prefix}.${number}`)
  }
  return Array.from({ length: count }, (_, at) => `${name}.${at}`)
}
