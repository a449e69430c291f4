import prettyMilliseconds from 'pretty-ms'

/** The two largest units of a duration: `1d 2h`, `3m 4s`. */
export function duration(milliseconds: number): string {
  return prettyMilliseconds(milliseconds, { unitCount: 2, secondsDecimalDigits: 0 })
}
