import { type Issue, issuesFromAjv, type StandardSchema } from 'clacks'
import { InvalidSchemaError } from './compile-rules.js'
import { MessageRules } from './message-rules.js'
import type { MessageFormatterOptions, ResolvedOptions } from './options.js'
import fitsOptions from './options-validator.js'

/** Checks the options, including the message schemas in them, and reports all issues. */
export const checkedOptions: StandardSchema<MessageFormatterOptions, ResolvedOptions> = {
  '~standard': {
    version: 1,
    vendor: 'clacks',
    validate: (options) => {
      if (!fitsOptions(options)) return { issues: issuesFromAjv(fitsOptions.errors) }
      const issues = semanticIssues(options)
      return issues.length === 0 ? { value: options } : { issues }
    },
  },
}

/** What a JSON Schema cannot express. */
function semanticIssues(options: ResolvedOptions): readonly Issue[] {
  const issues = [...classAsField(options), ...conflicts(options)]
  if (issues.length > 0) return issues
  try {
    new MessageRules(options)
    return []
  } catch (thrown) {
    if (!(thrown instanceof InvalidSchemaError)) throw thrown
    const message = `not a valid JSON Schema (draft 7): ${thrown.reason}`
    return [{ path: ['schemas', thrown.messageClass], message }]
  }
}

function classAsField(options: ResolvedOptions): Issue[] {
  const message = '"class" cannot be listed, because every message has it'
  return (['required', 'optional'] as const).flatMap((option) =>
    options[option].flatMap((field, index) =>
      field === 'class' ? [{ path: [option, index], message, fix: 'Remove it.' }] : [],
    ),
  )
}

function conflicts({ class: name, schemas, required, optional }: ResolvedOptions): Issue[] {
  if (schemas === undefined) return []
  if (name !== undefined) {
    const message = `the class ${JSON.stringify(name)} is already described by \`class\`, \`required\` and \`optional\``
    return Object.hasOwn(schemas, name) ? [{ path: ['schemas', name], message }] : []
  }
  const message = 'with `schemas`, this needs `class`: the class that has these fields'
  const given = [required.length > 0 ? 'required' : [], optional.length > 0 ? 'optional' : []].flat()
  return given.map((option) => ({ path: [option], message }))
}
