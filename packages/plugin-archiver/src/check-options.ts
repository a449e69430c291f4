import { describeValue, type Issue, issuesFromAjv, mismatch, type StandardSchema } from 'clacks'
import type { ArchiverOptions, ResolvedOptions } from './options.js'
import fitsOptions from './options-validator.js'
import { type Selection, selects } from './selection.js'
import { textOf } from './store-failure.js'

/** Checks the options, including message schemas and functions, and reports all issues. */
export const checkedOptions: StandardSchema<ArchiverOptions, ResolvedOptions> = {
  '~standard': {
    version: 1,
    vendor: 'clacks',
    validate: (options) => {
      if (!fitsOptions(options)) return { issues: issuesFromAjv(fitsOptions.errors).map(withMovedJournal) }
      const issues = selectionIssues(options)
      return issues.length === 0 ? { value: options } : { issues }
    },
  },
}

/** The journal was an option of this plugin before it became one of its own. */
function withMovedJournal(issue: Issue): Issue {
  if (issue.path.join('.') !== 'journal') return issue
  const message = 'the journal is a plugin of its own'
  const fix = "Use @clacks/plugin-journal: plugins: ['journal'], or ['journal', { folder, fsync }]."
  return { path: issue.path, message, fix }
}

/** What a JSON Schema cannot express. */
function selectionIssues(options: ResolvedOptions): Issue[] {
  const { persister } = options
  const ofPersister = typeof persister === 'object' ? issuesOf(['persister'], persister) : []
  return [...issuesOf([], options), ...ofPersister]
}

function issuesOf(path: string[], { filter, ...selection }: Selection): Issue[] {
  const issues: Issue[] = []
  if (filter !== undefined && typeof filter !== 'function')
    issues.push(mismatch([...path, 'filter'], 'a function', describeValue(filter)))
  try {
    selects(selection)
  } catch (thrown) {
    const message = `not a valid JSON Schema (draft 7): ${textOf(thrown)}`
    issues.push({ path: [...path, 'schema'], message })
  }
  return issues
}
