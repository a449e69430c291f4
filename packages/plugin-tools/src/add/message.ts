import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import MagicString from 'magic-string'
import type { Change } from './change.js'
import { memberOf, objectGivenTo, parseCode } from './code.js'
import { appendMember } from './members.js'
import { type Project, sourcesIn } from './project.js'

/** A class of messages that a plugin is to know. */
export interface NewMessage {
  /** The value of `class`. */
  readonly name: string
  /** `text:string`, `mood?:string`; without a type: a string. */
  readonly fields: readonly string[]
}

/** A change, and how a test comes by the declared messages. */
export interface MessagesPlace {
  readonly change: Change
  /** The name under which the file exports what `defineMessages` gave. */
  readonly exported: string
}

/**
 * Adds a class to what the project gives to `defineMessages`, or makes a file that does.
 * @throws Error where there is one of that name, or the declaration cannot be added to
 */
export async function addMessage({ folder, language }: Project, message: NewMessage): Promise<MessagesPlace> {
  const schema = schemaOf(message)
  for (const path of await sourcesIn(folder)) {
    const text = await readFile(join(folder, path), 'utf8')
    const classes = text.includes('defineMessages') && objectGivenTo('defineMessages', parseCode(text))
    if (!classes) continue
    const exported = /export const ([\w$]+) = defineMessages\b/.exec(text)?.[1]
    if (exported === undefined)
      throw new Error(
        `${path} does not export what defineMessages gives: export const messages = defineMessages({ … })`,
      )
    if (memberOf(classes, message.name) !== undefined)
      throw new Error(`there is a message class "${message.name}" already: ${path}`)
    const edited = new MagicString(text)
    appendMember(edited, classes, message.name, schema)
    return { change: { path, text: edited.toString(), isNew: false }, exported }
  }
  const start = `import { defineMessages } from '@clacks/plugin-message-formatter'\n\n/** The messages of this plugin, checked and typed. */\nexport const messages = defineMessages({})\n`
  const edited = new MagicString(start)
  const classes = objectGivenTo('defineMessages', parseCode(start))
  if (classes !== undefined) appendMember(edited, classes, message.name, schema)
  return {
    change: { path: `src/messages.${language}`, text: edited.toString(), isNew: true },
    exported: 'messages',
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
      `"${text}" is no field; expected NAME, NAME:TYPE or NAME?:TYPE, with one of ${Object.keys(EXAMPLES).join(', ')}`,
    )
  return { field, type, isRequired: mark === undefined }
}
