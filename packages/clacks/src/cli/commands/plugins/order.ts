import { readConfig } from '../../../config/read/read-config.js'
import { HOOK_NAMES } from '../../../hooks/hook-table.js'
import type { Plugin } from '../../../plugins/plugin.js'
import { setupOrder, tapOrder } from '../../../plugins/plugin-order.js'
import { refersTo } from '../../../plugins/relations.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeJson, writeLine, writeTable } from '../../terminal/write.js'
import { requireOneOf } from '../require-one-of.js'

/** A plugin in its place. */
interface Placed {
  readonly id: string
  readonly why: string
}

/**
 * `clacks plugins order [hook]`: the order in which the plugins of a config are set up, or in which their taps of a hook run as far
 * as the plugins themselves say. A tap may ask for a stage or a place of its own; `clacks trace` shows those as they run.
 *
 * @throws ClacksError ERR_CLACKS_OPTION for a hook that there is not
 */
export async function pluginsOrder(
  hook: string | undefined,
  { config, json }: ConfigOptions,
): Promise<ExitCode> {
  if (hook !== undefined) requireOneOf('hook', hook, HOOK_NAMES)
  const { plugins } = await readConfig(config, {})
  const placed = hook === undefined ? inSetup(plugins) : atHook(plugins)
  if (json === true) writeJson(placed)
  else if (placed.length === 0) writeLine('The config uses no plugin.')
  else writeTable(placed.map(({ id, why }, index) => [`${index + 1}.`, id, why]))
  return EXIT.done
}

function inSetup(plugins: readonly Plugin[]): readonly Placed[] {
  return setupOrder(plugins).map((plugin) => ({
    id: plugin.id,
    why: reasons(plugin, plugins).join('; ') || 'as in the config',
  }))
}

function atHook(plugins: readonly Plugin[]): readonly Placed[] {
  const taps = plugins.map((owner) => ({ owner, stage: 0, before: [], after: [], sequence: 0 }))
  return tapOrder(taps).map(({ owner }) => ({
    id: owner.id,
    why: reasons(owner, plugins).join('; ') || 'by its id',
  }))
}

/** What it says itself, and what others say of it. */
function reasons(plugin: Plugin, plugins: readonly Plugin[]): readonly string[] {
  const of = (from: Plugin, word: 'requires' | 'before' | 'after'): readonly Plugin[] =>
    plugins.filter((to) => (from[word] ?? []).some((reference) => refersTo(reference, from, to)))
  const own = (['requires', 'before', 'after'] as const).flatMap((word) =>
    of(plugin, word).map(({ id }) => `${WORDS[word]} ${id}, as it says`),
  )
  const byOthers = plugins.flatMap((other) =>
    (['requires', 'before', 'after'] as const)
      .filter((word) => of(other, word).includes(plugin))
      .map((word) => `${OPPOSITES[word]} ${other.id}, as that says`),
  )
  return [...own, ...byOthers]
}

const WORDS = { requires: 'after', before: 'before', after: 'after' } as const
const OPPOSITES = { requires: 'before', before: 'after', after: 'before' } as const
