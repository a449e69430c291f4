import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import type { PluginRelations } from './plugin.js'

/** The identity and the relations of a plugin. */
export interface RelatedPlugin extends PluginRelations {
  readonly id: string
  readonly name: string
}

/**
 * Whether a reference (`name`, `id`, `?name`) in one plugin refers to another. Plugins of the same
 * name refer to each other only by id.
 */
export function refersTo(reference: string, from: RelatedPlugin, to: RelatedPlugin): boolean {
  const wanted = reference.startsWith('?') ? reference.slice(1) : reference
  return from.id !== to.id && (to.id === wanted || (to.name === wanted && to.name !== from.name))
}

/** Whether a reference is required and matches no plugin. */
export function isUnknown(reference: string, known: readonly RelatedPlugin[]): boolean {
  return !reference.startsWith('?') && !known.some(({ id, name }) => id === reference || name === reference)
}

/** The error for a reference in `before` or `after` that matches no plugin. */
export function unknownError(
  from: RelatedPlugin,
  relation: string,
  reference: string,
  known: readonly RelatedPlugin[],
): ClacksError {
  const text = `Plugin "${from.id}" names "${reference}" in \`${relation}\`, which is not in use.${suggestion(reference, namesOfOthers(from, known))}`
  return new ClacksError('ERR_CLACKS_PLUGIN_ORDER', `${text} Write "?${reference}" if it is optional.`)
}

/**
 * Checks the relations of `plugins` to all plugins that will be in use together.
 * @param all includes `plugins`
 */
export function relationErrors(
  plugins: readonly RelatedPlugin[],
  all: readonly RelatedPlugin[],
): ClacksError[] {
  return [
    ...duplicates(all),
    // A remaining plugin loses what it requires if a plugin of another name replaces that.
    ...all.flatMap((plugin) => missing(plugin, all)),
    ...plugins.flatMap((plugin) => [...unknowns(plugin, 'before', all), ...unknowns(plugin, 'after', all)]),
    ...conflicts(plugins, all),
  ]
}

function duplicates(all: readonly RelatedPlugin[]): ClacksError[] {
  const repeated = all.filter(({ id }, index) => all.findIndex((other) => other.id === id) !== index)
  return repeated.map(({ id, name }) => {
    const first = all.find((other) => other.id === id)?.name ?? name
    const who =
      first === name
        ? `"${name}" is used twice with the id "${id}"`
        : `"${first}" and "${name}" have the same id "${id}"`
    return new ClacksError('ERR_CLACKS_PLUGIN_DUPLICATE', `Plugin ${who}.`)
  })
}

function missing(plugin: RelatedPlugin, all: readonly RelatedPlugin[]): ClacksError[] {
  const required = (plugin.requires ?? []).filter((reference) => isUnknown(reference, all))
  return required.map((reference) => {
    const hint = suggestion(reference, namesOfOthers(plugin, all))
    return new ClacksError(
      'ERR_CLACKS_PLUGIN_MISSING',
      `Plugin "${plugin.id}" requires "${reference}", which is not in use.${hint}`,
    )
  })
}

function unknowns(
  plugin: RelatedPlugin,
  relation: 'before' | 'after',
  all: readonly RelatedPlugin[],
): ClacksError[] {
  const references = plugin[relation] ?? []
  return references
    .filter((reference) => isUnknown(reference, all))
    .map((reference) => unknownError(plugin, relation, reference, all))
}

function namesOfOthers(plugin: RelatedPlugin, all: readonly RelatedPlugin[]): string[] {
  return all.filter((other) => other !== plugin).flatMap(({ id, name }) => [id, name])
}

function conflicts(plugins: readonly RelatedPlugin[], all: readonly RelatedPlugin[]): ClacksError[] {
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
