import { AssertionError } from 'node:assert'
import { withoutRemedy } from '../errors.js'
import type { LostAcceptance } from '../transport/memory.js'
import { Counts } from './counts.js'
import type { History } from './history.js'
import { acceptedIn, countedText, type Location, type MessageLocator } from './message-locator.js'

/** Maximum number of violations, and of plugin failures, in an error. */
const SHOWN = 5

/** What is known about the messages of a network. */
export interface MessageRecords {
  readonly locator: MessageLocator
  readonly history: History
  /** Copies that were lost with killed nodes. */
  readonly lost: Counts
  readonly lostAcceptances: readonly LostAcceptance[]
}

/**
 * Asserts that exactly one copy of each message exists. Killed nodes and discards excuse missing
 * copies; accepting answers that were lost excuse extra ones, since the sender keeps the message.
 * @param expected how often each message was put in; other messages are not checked
 * @throws AssertionError with each violation, where the message is, and its last events
 */
export function assertConserved(expected: Counts, records: MessageRecords): void {
  const extra = new Counts()
  for (const request of records.lostAcceptances)
    for (const message of acceptedIn(request)) extra.add(countedText(message))
  const violations: string[] = []
  for (const text of expected.texts()) {
    const location = records.locator.locate(text)
    const min = expected.of(text) - records.lost.of(text) - records.history.discarded.of(text)
    const max = expected.of(text) + extra.of(text)
    if (location.copies < min)
      violations.push(describeViolation('is lost', text, location, `${min} or more`, records.history))
    if (location.copies > max)
      violations.push(describeViolation('was duplicated', text, location, `${max} or fewer`, records.history))
  }
  if (violations.length > 0) fail(violations, records.history)
}

/** Asserts that every message in the network was put in. @throws AssertionError */
export function assertNothingInvented(expected: Counts, { locator, history }: MessageRecords): void {
  const violations = locator
    .texts()
    .filter((text) => expected.of(text) === 0)
    .map((text) => describeViolation('was never put in', text, locator.locate(text), '0', history))
  if (violations.length > 0) fail(violations, history)
}

/** Asserts that exactly one copy exists. @throws AssertionError with the copies */
export function assertInOnePlace(text: string, location: Location, history: History): void {
  if (location.copies === 1) return
  const what = location.copies === 0 ? 'is nowhere' : 'is in several places'
  fail([describeViolation(what, text, location, 'exactly 1', history)], history)
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
  history: History,
): string {
  const events = history.recent(12, text).map((line) => `    ${line}`)
  return [
    `Message ${text.slice(0, 120)} ${what}: ${location.copies} copies, expected ${expected}.`,
    `  It is ${describeLocation(location)}.`,
    ...(events.length === 0 ? ['  It has no recorded events.'] : ['  Its last events:', ...events]),
  ].join('\n')
}

/** Adds the first plugin failures: a failing tap often explains why a message did not move. */
function fail(violations: readonly string[], { failures }: History): never {
  const shown = violations.slice(0, SHOWN)
  if (violations.length > shown.length) shown.push(`… and ${violations.length - shown.length} more.`)
  const failed = failures.slice(0, SHOWN).map(({ node, error }) => `    ${node}  ${withoutRemedy(error)}`)
  if (failed.length > 0) shown.push('  First failures:', ...failed)
  const error = new AssertionError({ message: shown.join('\n') })
  const thrown = failures[0]?.error.cause
  if (thrown !== undefined) error.cause = thrown
  throw error
}
