import { Ajv } from 'ajv'
import type { ArchiveQuery } from './archive-reader.js'

const text = { type: 'string' }
const time = { type: 'integer', description: 'milliseconds since 1970' }

/** Validates a query of the archive. The build replaces this file by the compiled validator. */
export default new Ajv({
  allErrors: true,
  verbose: true,
  meta: false,
  validateSchema: false,
  code: { source: true, esm: true },
}).compile({
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
