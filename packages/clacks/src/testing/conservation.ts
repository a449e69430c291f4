import { AssertionError } from 'node:assert'
import { withoutRemedy } from '../errors.js'
import type { LostAcceptance } from '../transport/memory.js'
import { stringifyMessage } from '../wire/json.js'
import { Counts } from './counts.js'
import type { History } from './history.js'
import { type Location, type MessageLocator, messageIn } from './message-locator.js'

/** Faults, and failures of plugins, that are shown. */
const SHOWN = 5

/** What is known of a network when its messages are counted. */
export interface MessageRecords {
  readonly locator: MessageLocator
  readonly history: History
  /** Copies that were in the memory of nodes that were killed. */
  readonly lost: Counts
  readonly lostAcceptances: readonly LostAcceptance[]
}

/**
 * Each message is somewhere, and once. Fewer copies are excused by nodes that were killed and by discards, more by
 * acceptances that were lost: then the sender keeps what the receiver took.
 * @param expected how often each message was put in; texts that are nowhere in it are not looked at
 * @throws AssertionError saying which message is where, and what happened to it last
 */
export function assertConserved(expected: Counts, records: MessageRecords): void {
  const extra = new Counts()
  for (const { body } of records.lostAcceptances) extra.add(stringifyMessage(messageIn(body) ?? null))
  const violations: string[] = []
  for (const text of expected.texts()) {
    const location = records.locator.locate(text)
    const least = expected.of(text) - records.lost.of(text) - records.history.discarded.of(text)
    const most = expected.of(text) + extra.of(text)
    if (location.copies < least)
      violations.push(describeViolation('is lost', text, location, `${least} or more`, records.history))
    if (location.copies > most)
      violations.push(
        describeViolation('was multiplied', text, location, `${most} or fewer`, records.history),
      )
  }
  if (violations.length > 0) fail(violations, records.history)
}

/** Nothing is in the network that nobody put in. @throws AssertionError */
export function assertNothingInvented(expected: Counts, { locator, history }: MessageRecords): void {
  const violations = locator
    .texts()
    .filter((text) => expected.of(text) === 0)
    .map((text) => describeViolation('was put in by nobody', text, locator.locate(text), '0', history))
  if (violations.length > 0) fail(violations, history)
}

/** There is exactly one copy. @throws AssertionError saying where the copies are */
export function assertInOnePlace(text: string, location: Location, history: History): void {
  if (location.copies === 1) return
  const what = location.copies === 0 ? 'is nowhere' : 'is in several places'
  fail([describeViolation(what, text, location, 'exactly 1', history)], history)
}

/** Where a message is, in words. */
export function describeLocation({ queued, departing, inFlight }: Location): string {
  const parts = [
    ...queued.map((name) => `queued at ${name}`),
    ...departing.map((name) => `on its way out of ${name}`),
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
    ...(events.length === 0 ? ['  Nothing is recorded of it.'] : ['  What happened to it last:', ...events]),
  ].join('\n')
}

/** A tap that fails keeps a message from going on: what failed belongs to what happened. */
function fail(violations: readonly string[], { failures }: History): never {
  const shown = violations.slice(0, SHOWN)
  if (violations.length > shown.length) shown.push(`… and ${violations.length - shown.length} more.`)
  const failed = failures.slice(0, SHOWN).map(({ node, error }) => `    ${node}  ${withoutRemedy(error)}`)
  if (failed.length > 0) shown.push('  What failed first:', ...failed)
  const error = new AssertionError({ message: shown.join('\n') })
  const thrown = failures[0]?.error.cause
  if (thrown !== undefined) error.cause = thrown
  throw error
}
