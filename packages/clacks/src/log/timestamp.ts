/**
 * A time for people: `16:46:54` on a terminal, otherwise date and time as ISO 8601 in UTC.
 *
 * @param time milliseconds since 1970
 */
export function timestamp(time: number, isTerminal: boolean): string {
  const date = new Date(time)
  return isTerminal ? date.toTimeString().slice(0, 8) : date.toISOString()
}
