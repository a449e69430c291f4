import { describeValue, type Issue, mismatch } from 'clacks'

/** The issue of a message without a known class. */
export function classIssue(received: unknown, known: Iterable<string>): Issue {
  const expected = [...known].map(describeValue).join(' or ')
  if (received === undefined) return { path: ['class'], message: `missing, expected ${expected}`, expected }
  return mismatch(['class'], expected, describeValue(received))
}
