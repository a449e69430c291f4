import type { StandardSchema } from 'clacks'
import { closest, distance } from 'fastest-levenshtein'
import { type ArchiverOptions, OPTIONS_SCHEMA, type ResolvedOptions } from './options.js'
import fitsOptions from './options-validator.js'
import { PERSISTER_SCHEMA } from './persisting/options.js'
import { type Selection, selects } from './selection.js'
import { textOf } from './store-failure.js'

/** Further from each other two names are not taken for the same. */
const MISSPELT = 3

/** The journal was an option of this plugin before 1.0. */
const JOURNAL_MOVED =
  "the journal in a plugin of its own. Use @clacks/plugin-journal: plugins: ['journal'], or ['journal', { folder: './clacks-journal' }]"

/** What ajv calls types, in words. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

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
  if ('additionalProperty' in params) {
    const key = String(params.additionalProperty)
    if (key === 'journal' && path.length === 0) return { path: [key], message: JOURNAL_MOVED }
    const names = Object.keys((NESTED[path[0] ?? ''] ?? OPTIONS_SCHEMA).properties)
    return { path: [...path, key], message: `one of ${names.join(', ')}${meant(key, names)}` }
  }
  if ('pattern' in params) return { path, message: '`sqlite:file` or `postgres://host/database`' }
  const values: unknown = params.allowedValues
  const expected = TYPES[String(params.type)] ?? message.replace(/^must (be )?/, '')
  return { path, message: Array.isArray(values) ? `one of ${values.join(', ')}` : expected }
}

function meant(key: string, names: readonly string[]): string {
  const nearest = closest(key, names)
  return distance(key, nearest) < Math.min(MISSPELT + 1, key.length) ? ` (did you mean "${nearest}"?)` : ''
}
