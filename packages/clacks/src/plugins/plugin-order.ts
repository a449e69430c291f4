import { type Precedence, solveOrder } from './order.js'
import { type RelatedPlugin, refersTo } from './relations.js'

/**
 * Sorts plugins for their setup: by `requires`, then by `before` and `after`, then as given.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER that shows the cycle
 */
export function setupOrder<Item extends RelatedPlugin>(plugins: readonly Item[]): Item[] {
  const position = new Map(plugins.map((plugin, index) => [plugin, index]))
  return solveOrder({
    items: plugins,
    tiers: [requirements(plugins), preferences(plugins)],
    compare: (one, other) => (position.get(one) ?? 0) - (position.get(other) ?? 0),
    label: ({ id }) => id,
  })
}

/** What determines the position of a tap. */
export interface OrderedTap {
  readonly owner: RelatedPlugin
  readonly stage: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** The index of the tap among those of its owner. */
  readonly sequence: number
}

/**
 * Sorts the taps of one hook, independent of the order in which plugins are registered: by `before`
 * and `after` of the taps, then of their plugins, then by stage, by the id of the plugin, and by
 * the order in which the plugin added them.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER that shows the cycle
 */
export function tapOrder<Tap extends OrderedTap>(taps: readonly Tap[]): Tap[] {
  const owners = [...new Set(taps.map(({ owner }) => owner))]
  const ofOwners = (pairs: readonly Precedence<RelatedPlugin>[]): Precedence<Tap>[] =>
    pairs.flatMap(({ earlier, later }) =>
      taps
        .filter((tap) => tap.owner === earlier)
        .flatMap((first) =>
          taps.filter((tap) => tap.owner === later).map((then) => ({ earlier: first, later: then })),
        ),
    )
  const own = taps.flatMap((tap) => [
    ...tapsNamed(tap, tap.before, taps).map((later) => ({ earlier: tap, later })),
    ...tapsNamed(tap, tap.after, taps).map((earlier) => ({ earlier, later: tap })),
  ])
  return solveOrder({
    items: taps,
    tiers: [own, ofOwners(preferences(owners)), ofOwners(requirements(owners))],
    compare: (one, other) =>
      one.stage - other.stage || compareText(one.owner.id, other.owner.id) || one.sequence - other.sequence,
    label: ({ owner }) => owner.id,
  })
}

function tapsNamed<Tap extends OrderedTap>(
  from: Tap,
  references: readonly string[],
  taps: readonly Tap[],
): Tap[] {
  return taps.filter((tap) => references.some((reference) => refersTo(reference, from.owner, tap.owner)))
}

function requirements<Item extends RelatedPlugin>(plugins: readonly Item[]): Precedence<Item>[] {
  return plugins.flatMap((later) =>
    matching(later, later.requires, plugins).map((earlier) => ({ earlier, later })),
  )
}

function preferences<Item extends RelatedPlugin>(plugins: readonly Item[]): Precedence<Item>[] {
  return plugins.flatMap((plugin) => [
    ...matching(plugin, plugin.after, plugins).map((earlier) => ({ earlier, later: plugin })),
    ...matching(plugin, plugin.before, plugins).map((later) => ({ earlier: plugin, later })),
  ])
}

function matching<Item extends RelatedPlugin>(
  from: Item,
  references: readonly string[] = [],
  plugins: readonly Item[],
): Item[] {
  return plugins.filter((plugin) => references.some((reference) => refersTo(reference, from, plugin)))
}

/** By code unit, so that the result does not depend on the locale. */
function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
