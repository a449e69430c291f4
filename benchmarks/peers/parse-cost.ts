import { MESSAGE } from '../wire/measured.cjs'

const WARM_UP_CALLS = 100_000
const CALLS = 200_000

/** Microseconds of CPU of one `JSON.parse` of the payload: about the speed of a machine. */
export function parseCost(): number {
  const text = JSON.stringify(MESSAGE)
  parse(text, WARM_UP_CALLS)
  const before = process.cpuUsage()
  parse(text, CALLS)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}

function parse(text: string, calls: number): void {
  let length = 0
  for (let call = 0; call < calls; call++) length += JSON.parse(text).length
  if (length !== MESSAGE.length * calls) throw new Error('the payload was not parsed')
}
