import type { PromptQuestion } from 'node-plop'
import { reasonOf } from '../reason-of.js'
import { HOOK_STARTS } from './hooks.js'
import { defaultOfType, schemaOfType } from './option-type.js'

/** What can be added. */
export type Kind = 'option' | 'hook' | 'message' | 'test'

const NAME = /^[a-z][a-zA-Z0-9_-]*$/

/**
 * The questions of plop's generators. A value of the command line answers the question of its name,
 * and is checked in the same way.
 */
export const PROMPTS: Readonly<Record<Kind, PromptQuestion[]>> = {
  option: [
    { type: 'input', name: 'name', message: 'Name of the option:', validate: named },
    {
      type: 'input',
      name: 'type',
      message: 'Its type (string, number, integer, boolean, object, low|high, string[]):',
      default: 'string',
      validate: (type: string) => problemIn(() => schemaOfType(type)),
    },
    {
      type: 'input',
      name: 'description',
      message: 'What it does, as a sentence:',
      validate: (text: string) => text.trim() !== '' || 'an option needs a description',
    },
    {
      type: 'input',
      name: 'default',
      message: 'Its default (empty for none):',
      validate: (typed: string, { type }: { type: string }) =>
        typed === '' || problemIn(() => defaultOfType(type, typed)),
    },
  ],
  hook: [{ type: 'list', name: 'name', message: 'Which hook?', choices: Object.keys(HOOK_STARTS) }],
  message: [
    { type: 'input', name: 'name', message: 'Name of the class:', validate: named },
    {
      type: 'input',
      name: 'fields',
      message: 'Its fields (NAME, NAME:TYPE, or NAME?:TYPE for an optional one):',
      default: 'text:string',
    },
  ],
  test: [
    {
      type: 'input',
      name: 'name',
      message: 'What does it test, in words?',
      validate: (text: string) => /^[\w ,.-]+$/.test(text) || 'the name of a test must be words',
    },
  ],
}

function named(name: string): true | string {
  if (NAME.test(name)) return true
  return `"${name}" is not a valid name; expected letters and digits, beginning with a lower-case letter`
}

function problemIn(check: () => unknown): true | string {
  try {
    check()
    return true
  } catch (thrown) {
    return reasonOf(thrown)
  }
}
