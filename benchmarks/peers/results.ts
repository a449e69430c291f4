import { median } from '../table.ts'

/** One system in one round. */
export interface Measurement {
  readonly round: number
  readonly system: string
  readonly rate: number
  /** Microseconds of CPU a message. */
  readonly cpu: number
  /** Microseconds of one `JSON.parse` just before. */
  readonly parse: number
}

/** Medians over the rounds. */
export interface Result {
  readonly rate: number
  readonly cpu: number
  readonly toParse: number
  /** Undefined if that system has no measurement. */
  readonly toReference: number | undefined
}

/**
 * Medians of a system. Ratios are taken within each round, because another round may have had a
 * busier machine.
 * @param reference the system to compare with
 */
export function resultOf(all: readonly Measurement[], system: string, reference: string): Result | undefined {
  const own = all.filter((measurement) => measurement.system === system)
  if (own.length === 0) return undefined
  const ratios = own.flatMap(({ round, cpu }) => {
    const other = all.find((each) => each.system === reference && each.round === round)
    return other === undefined ? [] : [cpu / other.cpu]
  })
  return {
    rate: median(own.map(({ rate }) => rate)),
    cpu: median(own.map(({ cpu }) => cpu)),
    toParse: median(own.map(({ cpu, parse }) => cpu / parse)),
    toReference: ratios.length === 0 ? undefined : median(ratios),
  }
}

/** Messages a second with separators, and ratios and costs with two or three digits. */
export function cells({ rate, cpu, toParse, toReference }: Result): string[] {
  return [
    Math.round(Number(rate.toPrecision(3))).toLocaleString('en'),
    short(cpu),
    short(toParse),
    toReference === undefined ? '' : toReference.toFixed(2),
  ]
}

function short(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toFixed(1)
}
