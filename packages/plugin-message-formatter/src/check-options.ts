import { Ajv } from 'ajv'
import type { StandardSchema } from 'clacks'
import { closest, distance } from 'fastest-levenshtein'
import { faultsOf, type MessageFault } from './fault.js'
import { MessageRules, WrongSchema } from './message-rules.js'
import { type MessageFormatterOptions, OPTIONS_SCHEMA, type ResolvedOptions } from './options.js'
import { inWords } from './words.js'

const OPTIONS = Object.keys(OPTIONS_SCHEMA.properties)
/** Further from each other two names are not taken for the same. */
const MISSPELT = 3

const validate = new Ajv({
  allErrors: true,
  useDefaults: true,
  verbose: true,
  // The schema is ours, and a test holds it against the schema of schemas: here it would be held up by it.
  meta: false,
  validateSchema: false,
}).compile<ResolvedOptions>(OPTIONS_SCHEMA)

/** Checks the options, the schemas of messages in them included, and says all that is wrong. */
export const checkedOptions: StandardSchema<MessageFormatterOptions, ResolvedOptions> = {
  '~standard': {
    version: 1,
    vendor: 'clacks',
    validate: (options) => {
      const faults = validate(options) ? faultsIn(options) : faultsOf(validate.errors ?? []).map(suggest)
      if (faults.length === 0 && validate(options)) return { value: options }
      return { issues: faults.map(({ path, expected }) => ({ path, message: expected })) }
    },
  },
}

/** What no JSON Schema can say. */
function faultsIn(options: ResolvedOptions): MessageFault[] {
  const faults = [...coreFields(options), ...doubleDescriptions(options)]
  if (faults.length > 0) return faults
  try {
    new MessageRules(options)
    return []
  } catch (thrown) {
    if (!(thrown instanceof WrongSchema)) throw thrown
    const expected = `a JSON Schema of draft 7 (${thrown.reason})`
    return [{ path: ['schemas', thrown.messageClass], found: '', expected }]
  }
}

function coreFields(options: ResolvedOptions): MessageFault[] {
  return (['required', 'optional'] as const).flatMap((option) =>
    options[option].flatMap((field, index) => {
      const expected = 'any other field: every message has `class`'
      return field === 'class' ? [{ path: [option, index], found: '', expected }] : []
    }),
  )
}

function doubleDescriptions({ class: name, schemas, required, optional }: ResolvedOptions): MessageFault[] {
  if (schemas === undefined) return []
  if (name !== undefined) {
    const expected = `no schema of ${inWords(name)}: \`class\`, \`required\` and \`optional\` describe it already`
    return Object.hasOwn(schemas, name) ? [{ path: ['schemas', name], found: '', expected }] : []
  }
  const expected = 'nothing without `class`: with `schemas` it must be said which class has these fields'
  const given = [required.length > 0 ? 'required' : [], optional.length > 0 ? 'optional' : []].flat()
  return given.map((option) => ({ path: [option], found: '', expected }))
}

function suggest(fault: MessageFault): MessageFault {
  const [name] = fault.path
  if (fault.path.length !== 1 || typeof name !== 'string' || OPTIONS.includes(name)) return fault
  const meant = closest(name, OPTIONS)
  const hint = distance(name, meant) <= MISSPELT ? ` (did you mean "${meant}"?)` : ''
  return { ...fault, expected: `one of ${OPTIONS.join(', ')}${hint}` }
}
