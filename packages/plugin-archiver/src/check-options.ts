import type { StandardSchema } from 'clacks'
import { JOURNAL_SCHEMA } from './journal/options.js'
import { type ArchiverOptions, OPTIONS_SCHEMA, type ResolvedOptions } from './options.js'
import fitsOptions from './options-validator.js'
import { PERSISTER_SCHEMA } from './persisting/options.js'
import { type Selection, selects } from './selection.js'
import { textOf } from './store-failure.js'

/** Checks the options, schemas of messages and functions included, and says all that is wrong. */
export const checkedOptions: StandardSchema<ArchiverOptions, ResolvedOptions> = {
  '~standard': {
    version: 1,
    vendor: 'clacks',
    validate: (options) => {
      if (!fitsOptions(options)) return { issues: (fitsOptions.errors ?? []).map(asIssue) }
      const issues = functionIssues(options)
      return issues.length === 0 ? { value: options } : { issues }
    },
  },
}

const NESTED: Readonly<Record<string, { readonly properties: object }>> = {
  journal: JOURNAL_SCHEMA,
  persister: PERSISTER_SCHEMA,
}

type Issue = { path: (string | number)[]; message: string }

/** What no JSON Schema can say. */
function functionIssues(options: ResolvedOptions): Issue[] {
  const { persister } = options
  const ofPersister = typeof persister === 'object' ? selectionIssues(['persister'], persister) : []
  return [...selectionIssues([], options), ...ofPersister]
}

function selectionIssues(path: string[], { filter, ...selection }: Selection): Issue[] {
  const issues: Issue[] = []
  if (filter !== undefined && typeof filter !== 'function')
    issues.push({ path: [...path, 'filter'], message: 'a function' })
  try {
    selects(selection)
  } catch (thrown) {
    issues.push({ path: [...path, 'schema'], message: `a JSON Schema of draft 7 (${textOf(thrown)})` })
  }
  return issues
}

function asIssue({
  instancePath,
  message = 'is wrong',
  params,
}: NonNullable<typeof fitsOptions.errors>[number]): Issue {
  const path = instancePath.split('/').slice(1)
  if ('additionalProperty' in params)
    return {
      path: [...path, String(params.additionalProperty)],
      message: `one of ${Object.keys((NESTED[path[0] ?? ''] ?? OPTIONS_SCHEMA).properties).join(', ')}`,
    }
  if ('pattern' in params) return { path, message: '`sqlite:file` or `postgres://host/database`' }
  const values: unknown = params.allowedValues
  const expected = message.replace(/^must (be )?/, '')
  return { path, message: Array.isArray(values) ? `one of ${values.join(', ')}` : expected }
}
