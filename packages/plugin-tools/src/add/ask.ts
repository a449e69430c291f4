import nodePlop from 'node-plop'
import type { Addition } from './generators.js'
import { HOOK_STARTS, isHook } from './hooks.js'
import { defaultOfType, schemaOfType } from './option-type.js'
import { type Kind, PROMPTS } from './prompts.js'

/** The answers of the command line: name of a question -> text. */
export type Given = Readonly<Record<string, string | undefined>>

/** What plop takes as "ask for it". */
const ASK = '_'
/** The questions without a default. */
const REQUIRED = new Set(['name', 'description'])

/**
 * Completes what is given with answers of the user, and checks it.
 *
 * @param isTerminal whether a user can answer; if not, an answer without a default must be given
 * @throws Error for a missing or an invalid answer
 */
export async function ask(kind: Kind, given: Given, isTerminal: boolean): Promise<Addition> {
  const prompts = PROMPTS[kind]
  const missing = prompts.filter(({ name = '' }) => REQUIRED.has(name) && given[name] === undefined)
  if (missing.length > 0 && !isTerminal)
    throw new Error(`add ${kind}: missing ${missing.map(({ name }) => name).join(' and ')}; see --help`)
  if (kind === 'hook' && given.name !== undefined) return { kind, name: hookNamed(given.name) }
  const plop = await nodePlop('', { destBasePath: '', force: false })
  const generator = plop.setGenerator(kind, { description: `add a ${kind}`, prompts, actions: [] })
  const isAsking = missing.length > 0
  const bypass = prompts.map(
    ({ name = '', default: preset = '' }) => given[name] ?? (isAsking ? ASK : preset),
  )
  return additionFrom(kind, await generator.runPrompts(bypass))
}

function additionFrom(kind: Kind, answers: Readonly<Record<string, string>>): Addition {
  const { name = '', type = '', description = '', default: preset = '', fields = '' } = answers
  switch (kind) {
    case 'option': {
      const value = preset === '' ? {} : { default: defaultOfType(type, preset) }
      return { kind, name, schema: { ...schemaOfType(type), ...value, description } }
    }
    case 'hook':
      return { kind, name: hookNamed(name) }
    case 'message':
      return { kind, name, fields: fields.split(' ').filter((field) => field !== '') }
    case 'test':
      return { kind, name }
  }
}

function hookNamed(name: string) {
  if (isHook(name)) return name
  throw new Error(`there is no hook "${name}"; the hooks are ${Object.keys(HOOK_STARTS).join(', ')}`)
}
