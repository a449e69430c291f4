import { AssertionError } from 'node:assert'
import { withoutRemedy } from '../errors.js'
import type { EventLog } from './event-log.js'
import type { Failure } from './failures.js'
import type { Location, MessageLocator } from './message-locator.js'
import type { MessageRecords } from './message-records.js'

/** Maximum number of violations, and of plugin failures, in an error. */
const SHOWN = 5

/** What helps to find out why a message is not where it should be. */
export interface Evidence {
  /** The last events; none without a history. */
  readonly events: EventLog | undefined
  /** Failures of plugins, oldest first. */
  readonly failures: readonly Failure[]
}

/** What is known about the messages of a network. */
export interface Conserved extends Evidence {
  readonly locator: MessageLocator
  readonly records: MessageRecords
}

/**
 * Asserts that exactly one copy of each message exists. Killed nodes and discards excuse missing
 * copies; accepting answers that were lost excuse extra ones, since the sender keeps the message.
 * @param expected how often each message was put in; other messages are not checked
 * @throws AssertionError with each violation, where the message is, and its last events
 */
export function assertConserved(expected: ReadonlyMap<string, number>, known: Conserved): void {
  const violations: string[] = []
  for (const [text, count] of expected) {
    const location = known.locator.locate(text)
    const { lost = 0, discarded = 0, lostAcceptances = 0 } = known.records.find(text) ?? {}
    const min = count - lost - discarded
    const max = count + lostAcceptances
    if (location.copies < min)
      violations.push(describeViolation('is lost', text, location, `${min} or more`, known))
    if (location.copies > max)
      violations.push(describeViolation('was duplicated', text, location, `${max} or fewer`, known))
  }
  if (violations.length > 0) fail(violations, known)
}

/** Asserts that every message in the network was put in. @throws AssertionError */
export function assertNothingInvented(expected: ReadonlyMap<string, number>, known: Conserved): void {
  const violations = known.locator
    .texts()
    .filter((text) => !expected.has(text))
    .map((text) => describeViolation('was never put in', text, known.locator.locate(text), '0', known))
  if (violations.length > 0) fail(violations, known)
}

/** Asserts that exactly one copy exists. @throws AssertionError with the copies */
export function assertInOnePlace(text: string, location: Location, evidence: Evidence): void {
  if (location.copies === 1) return
  const what = location.copies === 0 ? 'is nowhere' : 'is in several places'
  fail([describeViolation(what, text, location, 'exactly 1', evidence)], evidence)
}

/** A location as text. */
export function describeLocation({ queued, departing, inFlight }: Location): string {
  const parts = [
    ...queued.map((name) => `queued at ${name}`),
    ...departing.map((name) => `being sent by ${name}`),
    ...inFlight.map(({ from, to }) => `in a request from ${from} to ${to}`),
  ]
  return parts.length === 0 ? 'nowhere' : parts.join(', ')
}

function describeViolation(
  what: string,
  text: string,
  location: Location,
  expected: string,
  { events }: Evidence,
): string {
  const lines = (events?.recent(12, text) ?? []).map((line) => `    ${line}`)
  return [
    `Message ${text.slice(0, 120)} ${what}: ${location.copies} copies, expected ${expected}.`,
    `  It is ${describeLocation(location)}.`,
    ...(lines.length === 0 ? ['  It has no recorded events.'] : ['  Its last events:', ...lines]),
  ].join('\n')
}

/** Adds the first plugin failures: a failing tap often explains why a message did not move. */
function fail(violations: readonly string[], { failures }: Evidence): never {
  const shown = violations.slice(0, SHOWN)
  if (violations.length > shown.length) shown.push(`… and ${violations.length - shown.length} more.`)
  const failed = failures.slice(0, SHOWN).map(({ node, error }) => `    ${node}  ${withoutRemedy(error)}`)
  if (failed.length > 0) shown.push('  First failures:', ...failed)
  const error = new AssertionError({ message: shown.join('\n') })
  const thrown = failures[0]?.error.cause
  if (thrown !== undefined) error.cause = thrown
  throw error
}
