import { readConfig } from '../../../config/read/read-config.js'
import { HOOK_NAMES } from '../../../hooks/hook-table.js'
import type { Plugin } from '../../../plugins/plugin.js'
import { setupOrder, tapOrder } from '../../../plugins/plugin-order.js'
import { refersTo } from '../../../plugins/relations.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeTable } from '../../terminal/table.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { requireOneOf } from '../require-one-of.js'

/** A plugin at its position. */
interface Placed {
  readonly id: string
  readonly why: string
}

/**
 * `clacks plugins order [hook]`: shows the order in which plugins are set up, or in which their
 * taps of a hook run by default. A single tap may set its own stage or order; `clacks trace` shows
 * the actual order.
 *
 * @throws ClacksError ERR_CLACKS_OPTION for an unknown hook
 */
export async function pluginsOrder(
  hook: string | undefined,
  { config, json }: ConfigOptions,
): Promise<ExitCode> {
  if (hook !== undefined) requireOneOf('hook', hook, HOOK_NAMES)
  const { plugins } = await readConfig(config, {})
  const placed = hook === undefined ? inSetup(plugins) : atHook(plugins)
  if (json === true) writeJson(placed)
  else if (placed.length === 0) writeLine('The config has no plugins.')
  else writeTable(placed.map(({ id, why }, index) => [`${index + 1}.`, id, why]))
  return EXIT.done
}

function inSetup(plugins: readonly Plugin[]): readonly Placed[] {
  return setupOrder(plugins).map((plugin) => ({
    id: plugin.id,
    why: reasons(plugin, plugins).join('; ') || 'config order',
  }))
}

function atHook(plugins: readonly Plugin[]): readonly Placed[] {
  const taps = plugins.map((owner) => ({ owner, stage: 0, before: [], after: [], sequence: 0 }))
  return tapOrder(taps).map(({ owner }) => ({
    id: owner.id,
    why: reasons(owner, plugins).join('; ') || 'by id',
  }))
}

/** The constraints of a plugin, its own and those of others. */
function reasons(plugin: Plugin, plugins: readonly Plugin[]): readonly string[] {
  const of = (from: Plugin, word: 'requires' | 'before' | 'after'): readonly Plugin[] =>
    plugins.filter((to) => (from[word] ?? []).some((reference) => refersTo(reference, from, to)))
  const own = (['requires', 'before', 'after'] as const).flatMap((word) =>
    of(plugin, word).map(({ id }) => `${WORDS[word]} ${id} (own constraint)`),
  )
  const byOthers = plugins.flatMap((other) =>
    (['requires', 'before', 'after'] as const)
      .filter((word) => of(other, word).includes(plugin))
      .map((word) => `${OPPOSITES[word]} ${other.id} (constraint of ${other.id})`),
  )
  return [...own, ...byOthers]
}

const WORDS = { requires: 'after', before: 'before', after: 'after' } as const
const OPPOSITES = { requires: 'before', before: 'after', after: 'before' } as const
