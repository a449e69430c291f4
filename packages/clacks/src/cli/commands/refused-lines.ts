/** A line of the input that the node refused. */
export interface RefusedLine {
  /** From 1. */
  readonly line: number
  readonly reason: string
}

interface Group {
  readonly first: number
  last: number
  count: number
}

/** Texts about refused lines: one for each reason, with the count, however many lines it has. */
export function refusedTexts(refused: readonly RefusedLine[]): string[] {
  const groups = new Map<string, Group>()
  for (const { line, reason } of refused) {
    const group = groups.get(reason)
    if (group === undefined) groups.set(reason, { first: line, last: line, count: 1 })
    else {
      group.last = line
      group.count++
    }
  }
  return [...groups].map(([reason, { first, last, count }]) =>
    count === 1
      ? `line ${first} was not sent: ${reason}`
      : `${count} lines, from ${first} to ${last}, were not sent: ${reason}`,
  )
}
