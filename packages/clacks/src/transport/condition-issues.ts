import { didYouMean } from '../did-you-mean.js'
import { describeValue, type Issue, mismatch } from '../issue.js'

const MILLISECONDS = 'milliseconds from 0'
const LATENCY = `${MILLISECONDS}, two of them as [min, max], or a function that returns them`
const CHANCE = 'a number from 0 to 1'
const LOSSES: readonly string[] = ['requests', 'answers']

/** What is wrong with the latency of a memory network. */
export function latencyIssues(latency: unknown): Issue[] {
  if (typeof latency === 'function' || isDelay(latency)) return []
  const bounds: readonly unknown[] = Array.isArray(latency) ? latency : []
  const [min, max] = bounds
  if (bounds.length !== 2 || !isDelay(min) || !isDelay(max))
    return [mismatch(['latency'], LATENCY, describeBounds(latency))]
  if (min <= max) return []
  return [mismatch(['latency'], '[min, max]', describeBounds(latency), `Write [${max}, ${min}].`)]
}

/** What is wrong with the loss of a memory network. */
export function lossIssues(loss: unknown): Issue[] {
  if (typeof loss === 'function' || isChance(loss)) return []
  if (typeof loss !== 'object' || loss === null || Array.isArray(loss)) {
    const expected = `${CHANCE}, an object such as { requests: 0.1 }, or a function that returns a number`
    return [mismatch(['loss'], expected, describeValue(loss))]
  }
  return Object.entries(loss).flatMap(([name, chance]: [string, unknown]) => {
    if (!LOSSES.includes(name)) return [unknownLoss(name)]
    return chance === undefined || isChance(chance)
      ? []
      : [mismatch(['loss', name], CHANCE, describeValue(chance))]
  })
}

/** What is wrong with the milliseconds that a latency function returned. */
export function delayIssues(delay: unknown): Issue[] {
  return isDelay(delay) ? [] : [returned('latency', MILLISECONDS, delay)]
}

/** What is wrong with the probability that a loss function returned. */
export function chanceIssues(chance: unknown): Issue[] {
  return isChance(chance) ? [] : [returned('loss', CHANCE, chance)]
}

function returned(name: string, expected: string, value: unknown): Issue {
  return mismatch([name], `a function that returns ${expected}`, `one that returned ${describeValue(value)}`)
}

function unknownLoss(name: string): Issue {
  const expected = `one of ${LOSSES.join(', ')}`
  const message = `unknown option, expected ${expected}`
  return { path: ['loss', name], message, expected, fix: didYouMean(name, LOSSES) }
}

/** Infinity would be a timer that never runs. */
function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value)
}

function isChance(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function describeBounds(latency: unknown): string {
  return Array.isArray(latency) && latency.length === 2
    ? `[${latency.map(describeValue).join(', ')}]`
    : describeValue(latency)
}
