import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import type { PluginRelations } from './plugin.js'

/** A plugin as far as others can refer to it. */
export interface Related extends PluginRelations {
  readonly id: string
  readonly name: string
}

/**
 * Whether a reference (`name`, `id`, `?name`) of a plugin means another. Its own kind is meant only
 * by id.
 */
export function refersTo(reference: string, from: Related, to: Related): boolean {
  const wanted = reference.startsWith('?') ? reference.slice(1) : reference
  return from.id !== to.id && (to.id === wanted || (to.name === wanted && to.name !== from.name))
}

/** Whether a reference must be there and is not. */
export function isUnknown(reference: string, known: readonly Related[]): boolean {
  return !reference.startsWith('?') && !known.some(({ id, name }) => id === reference || name === reference)
}

/** The error of a reference in `before` or `after` that nobody answers to. */
export function unknownError(
  from: Related,
  word: string,
  reference: string,
  known: readonly Related[],
): ClacksError {
  const text = `Plugin "${from.id}" wants to come ${word} "${reference}", which is not in use.${suggestion(reference, namesBeside(from, known))}`
  return new ClacksError(
    'ERR_CLACKS_PLUGIN_ORDER',
    `${text} Write "?${reference}" where it need not be there.`,
  )
}

/**
 * Everything that is wrong between `plugins` and all that will be in use together (`all`, those
 * included).
 */
export function relationFaults(plugins: readonly Related[], all: readonly Related[]): ClacksError[] {
  return [
    ...duplicates(all),
    // A plugin that stays may lose what it requires: when that is replaced by one of another name.
    ...all.flatMap((plugin) => missing(plugin, all)),
    ...plugins.flatMap((plugin) => [...unknowns(plugin, 'before', all), ...unknowns(plugin, 'after', all)]),
    ...conflicts(plugins, all),
  ]
}

function duplicates(all: readonly Related[]): ClacksError[] {
  const doubled = all.filter(({ id }, index) => all.findIndex((other) => other.id === id) !== index)
  return doubled.map(({ id, name }) => {
    const first = all.find((other) => other.id === id)?.name ?? name
    const who =
      first === name
        ? `"${name}" is used twice with the id "${id}"`
        : `"${first}" and "${name}" have the same id "${id}"`
    return new ClacksError('ERR_CLACKS_PLUGIN_DUPLICATE', `Plugin ${who}.`)
  })
}

function missing(plugin: Related, all: readonly Related[]): ClacksError[] {
  const required = (plugin.requires ?? []).filter((reference) => isUnknown(reference, all))
  return required.map((reference) => {
    const hint = suggestion(reference, namesBeside(plugin, all))
    return new ClacksError(
      'ERR_CLACKS_PLUGIN_MISSING',
      `Plugin "${plugin.id}" requires "${reference}", which is not in use.${hint}`,
    )
  })
}

function unknowns(plugin: Related, word: 'before' | 'after', all: readonly Related[]): ClacksError[] {
  const references = plugin[word] ?? []
  return references
    .filter((reference) => isUnknown(reference, all))
    .map((reference) => unknownError(plugin, word, reference, all))
}

function namesBeside(plugin: Related, all: readonly Related[]): string[] {
  return all.filter((other) => other !== plugin).flatMap(({ id, name }) => [id, name])
}

function conflicts(plugins: readonly Related[], all: readonly Related[]): ClacksError[] {
  return all.flatMap((plugin) =>
    (plugin.conflicts ?? []).flatMap((reference) =>
      all
        .filter(
          (other) =>
            refersTo(reference, plugin, other) && (plugins.includes(plugin) || plugins.includes(other)),
        )
        .map(
          (other) =>
            new ClacksError(
              'ERR_CLACKS_PLUGIN_CONFLICT',
              `Plugin "${plugin.id}" cannot be used together with "${other.id}".`,
            ),
        ),
    ),
  )
}
