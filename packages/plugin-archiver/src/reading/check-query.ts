import { Ajv } from 'ajv'
import { ClacksError, formatIssue, issuesFromAjv } from 'clacks'
import type { ArchiveQuery } from './archive-reader.js'

const text = { type: 'string' }
const time = { type: 'integer', description: 'milliseconds since 1970' }
const validate = new Ajv({ allErrors: true, verbose: true }).compile({
  type: 'object',
  properties: {
    class: text,
    text,
    from: time,
    to: time,
    peer: text,
    limit: { type: 'integer', minimum: 1 },
    cursor: text,
  } satisfies Record<keyof ArchiveQuery, object>,
  additionalProperties: false,
})

/** @throws ClacksError ERR_CLACKS_OPTION with everything that is wrong with a query */
export function checkQuery(query: ArchiveQuery): void {
  if (validate(query)) return
  const issues = issuesFromAjv(validate.errors, 'condition').map(
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
