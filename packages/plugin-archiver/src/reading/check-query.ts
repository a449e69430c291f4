import { ClacksError, formatIssue, issuesFromAjv } from 'clacks'
import type { ArchiveQuery } from './archive-reader.js'
import fitsQuery from './query-validator.js'

/** @throws ClacksError ERR_CLACKS_OPTION with everything that is wrong with a query */
export function checkQuery(query: ArchiveQuery): void {
  if (fitsQuery(query)) return
  const issues = issuesFromAjv(fitsQuery.errors, 'condition').map(
    (issue) => `\n  - ${formatIssue({ ...issue, fix: issue.fix ?? fixOf(issue.path, query) })}`,
  )
  throw new ClacksError('ERR_CLACKS_OPTION', `The query of the archive is not valid:${issues.join('')}\n`)
}

function fixOf([key]: readonly (string | number)[], query: ArchiveQuery): string | undefined {
  const value: unknown = key === undefined ? undefined : Reflect.get(query, key)
  return value instanceof Date ? 'Use the milliseconds: `date.getTime()`.' : undefined
}

/** @throws ClacksError ERR_CLACKS_OPTION if it is not a hash */
export function checkHash(hash: unknown): asserts hash is string {
  if (typeof hash === 'string') return
  throw new ClacksError('ERR_CLACKS_OPTION', 'The hash of a message is a string of 64 hex characters.')
}
