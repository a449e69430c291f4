import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { certificate } from '../wire/pair.ts'
import { installPackages, missing, versionsOf } from './install.ts'
import { measure } from './measure.ts'
import { parseCost } from './parse-cost.ts'
import { cells, type Measurement, resultOf } from './results.ts'
import { CLACKS, SYSTEMS, type System } from './systems.ts'

const WARM_UP_SECONDS = 3
/** Systems that need no package of this folder. */
const OWN: readonly string[] = ['tls', 'clacks', 'clacks-p2p']
/** Of these the best one is the measure of clacks. */
const RIVALS = ['socket.io', 'nats', 'hyperswarm']

/** CPU of a 200-byte message in clacks and in what people would pick; the systems take turns. */
export async function peers({ rounds, seconds, messages, only }: Effort): Promise<Goal[]> {
  const chosen = choose(only)
  const systems = chosen.filter((system) => missing(system) === undefined)
  for (const system of chosen.filter((each) => !systems.includes(each)))
    console.log(`Skipped: ${system.name}, ${missing(system)}\n`)
  if (systems.some(({ file }) => !OWN.includes(file))) installPackages()
  const tls = await certificate()
  const measurements: Measurement[] = []
  const failures: Goal[] = []
  for (let round = 0; round < rounds; round++) {
    for (const system of inTurn(systems, round)) {
      const parse = parseCost()
      try {
        const figures = await measure(system, tls, { seconds, messages, warmUpSeconds: WARM_UP_SECONDS })
        measurements.push({ round, system: system.name, parse, ...figures })
      } catch (error) {
        failures.push({ text: `${system.name} in round ${round + 1}: ${error}`, met: false })
      }
    }
  }
  print(systems, measurements)
  return [...failures, ...goalsOf(measurements)]
}

function choose(only: readonly string[]): readonly System[] {
  const unknown = only.filter((name) => !SYSTEMS.some((system) => system.name === name))
  if (unknown.length > 0) {
    const names = SYSTEMS.map(({ name }) => name).join(', ')
    console.error(`Unknown system: ${unknown.join(', ')}. Available: ${names}.`)
    process.exit(2)
  }
  return only.length === 0 ? SYSTEMS : SYSTEMS.filter(({ name }) => only.includes(name))
}

/** Every second round goes backwards: no system always follows the same one. */
function inTurn(systems: readonly System[], round: number): readonly System[] {
  return round % 2 === 0 ? systems : systems.toReversed()
}

function print(systems: readonly System[], measurements: readonly Measurement[]): void {
  const rows = systems.map(({ name, title, acknowledged }) => {
    const result = resultOf(measurements, name, CLACKS)
    return [title, acknowledged, ...(result === undefined ? ['failed'] : cells(result))]
  })
  printTable(['200-byte messages', 'acknowledged', 'messages/s', 'CPU µs', 'x JSON.parse', 'x clacks'], rows)
  const parse = median(measurements.map((measurement) => measurement.parse))
  console.log(`\nOne JSON.parse of the payload: ${parse.toFixed(2)} µs. ${versionsOf(systems).join(', ')}.`)
}

function goalsOf(measurements: readonly Measurement[]): Goal[] {
  const clacks = resultOf(measurements, CLACKS, CLACKS)
  if (clacks === undefined) return []
  const { rate, toParse } = clacks
  const rivals = RIVALS.flatMap((name) => resultOf(measurements, CLACKS, name)?.toReference ?? [])
  const toBest = Math.max(...rivals)
  return [
    { text: `clacks: ${toParse.toFixed(1)} times one JSON.parse of the payload, goal 6`, met: toParse <= 6 },
    { text: `clacks: ${Math.round(rate)} acknowledged messages/s, goal 400000`, met: rate >= 400_000 },
    ...(rivals.length === 0
      ? []
      : [
          {
            text: `clacks: ${toBest.toFixed(2)} times the best of ${RIVALS.join(', ')}, goal 0.5`,
            met: toBest <= 0.5,
          },
        ]),
  ]
}
