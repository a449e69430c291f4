import { camelCase } from 'change-case'
import MagicString from 'magic-string'
import type { Change } from './change.js'
import { objectGivenTo, parseCode } from './code.js'
import { appendMember } from './members.js'
import type { Project } from './project.js'

/** A class of messages to add to a plugin. */
export interface NewMessage {
  /** The value of `class`. */
  readonly name: string
  /** `text:string`, `mood?:string`; without a type, a string. */
  readonly fields: readonly string[]
}

/** A change, and what a test imports from it. */
export interface MessagesPlace {
  readonly change: Change
  /** The name of the export with the result of `defineMessages`. */
  readonly exported: string
}

/**
 * Creates a file that declares a class. It is a file of its own, since another class would change
 * the types of an existing declaration.
 */
export function addMessage({ language }: Project, message: NewMessage): MessagesPlace {
  const { name } = message
  const exported = `${camelCase(name)}Messages`
  const start = `import { defineMessages } from '@clacks/plugin-message-formatter'

/** Messages of the class ${name}, checked and typed. */
export const ${exported} = defineMessages({})
`
  const edited = new MagicString(start)
  const classes = objectGivenTo('defineMessages', parseCode(start))
  if (classes !== undefined) appendMember(edited, classes, name, schemaOf(message))
  return {
    change: { path: `src/messages/${name}.${language}`, text: edited.toString(), isNew: true },
    exported,
  }
}

/** A message of the class, for a test. */
export function exampleOf({ name, fields }: NewMessage): Readonly<Record<string, unknown>> {
  const values = fields.map(partsOf).map(({ field, type }): [string, unknown] => [field, EXAMPLES[type]])
  return { class: name, ...Object.fromEntries(values) }
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  string: 'hello',
  number: 1.5,
  integer: 1,
  boolean: true,
  array: [],
  object: {},
}

function schemaOf({ fields }: NewMessage): Readonly<Record<string, unknown>> {
  const parts = fields.map(partsOf)
  const required = parts.filter(({ isRequired }) => isRequired).map(({ field }) => field)
  return {
    properties: Object.fromEntries(parts.map(({ field, type }) => [field, { type }])),
    ...(required.length > 0 && { required }),
  }
}

function partsOf(text: string): {
  readonly field: string
  readonly type: string
  readonly isRequired: boolean
} {
  const [, field, mark, type = 'string'] = /^([a-z_][\w-]*)(\?)?(?::(\w+))?$/i.exec(text) ?? []
  if (field === undefined || !(type in EXAMPLES))
    throw new Error(
      `"${text}" is not a field; expected NAME, NAME:TYPE or NAME?:TYPE, where TYPE is one of ${Object.keys(EXAMPLES).join(', ')}`,
    )
  return { field, type, isRequired: mark === undefined }
}
