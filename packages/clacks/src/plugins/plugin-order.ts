import { type Precedence, solveOrder } from './order.js'
import { type Related, refersTo } from './relations.js'

/**
 * The order in which plugins are set up: what is required first, then what `before` and `after`
 * say, then as given.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER with the circle
 */
export function setupOrder<Item extends Related>(plugins: readonly Item[]): Item[] {
  const position = new Map(plugins.map((plugin, index) => [plugin, index]))
  return solveOrder({
    items: plugins,
    tiers: [requirements(plugins), wishes(plugins)],
    compare: (one, other) => (position.get(one) ?? 0) - (position.get(other) ?? 0),
    label: ({ id }) => id,
  })
}

/** A tap as far as its place is concerned. */
export interface Placed {
  readonly owner: Related
  readonly stage: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Counts the taps of one owner. */
  readonly sequence: number
}

/**
 * The order in which the taps of one hook run, whatever the order of registration: what the taps
 * themselves say, then what their plugins say, then the stage, the id of the plugin, and the order
 * of a plugin's own calls.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER with the circle
 */
export function tapOrder<Tap extends Placed>(taps: readonly Tap[]): Tap[] {
  const owners = [...new Set(taps.map(({ owner }) => owner))]
  const ofOwners = (pairs: readonly Precedence<Related>[]): Precedence<Tap>[] =>
    pairs.flatMap(({ earlier, later }) =>
      taps
        .filter((tap) => tap.owner === earlier)
        .flatMap((first) =>
          taps.filter((tap) => tap.owner === later).map((then) => ({ earlier: first, later: then })),
        ),
    )
  const own = taps.flatMap((tap) => [
    ...named(tap, tap.before, taps).map((later) => ({ earlier: tap, later })),
    ...named(tap, tap.after, taps).map((earlier) => ({ earlier, later: tap })),
  ])
  return solveOrder({
    items: taps,
    tiers: [own, ofOwners(wishes(owners)), ofOwners(requirements(owners))],
    compare: (one, other) =>
      one.stage - other.stage || compareText(one.owner.id, other.owner.id) || one.sequence - other.sequence,
    label: ({ owner }) => owner.id,
  })
}

function named<Tap extends Placed>(from: Tap, references: readonly string[], taps: readonly Tap[]): Tap[] {
  return taps.filter((tap) => references.some((reference) => refersTo(reference, from.owner, tap.owner)))
}

function requirements<Item extends Related>(plugins: readonly Item[]): Precedence<Item>[] {
  return plugins.flatMap((later) =>
    meant(later, later.requires, plugins).map((earlier) => ({ earlier, later })),
  )
}

function wishes<Item extends Related>(plugins: readonly Item[]): Precedence<Item>[] {
  return plugins.flatMap((plugin) => [
    ...meant(plugin, plugin.after, plugins).map((earlier) => ({ earlier, later: plugin })),
    ...meant(plugin, plugin.before, plugins).map((later) => ({ earlier: plugin, later })),
  ])
}

function meant<Item extends Related>(
  from: Item,
  references: readonly string[] = [],
  plugins: readonly Item[],
): Item[] {
  return plugins.filter((plugin) => references.some((reference) => refersTo(reference, from, plugin)))
}

/** By code unit: the same on every machine, whatever its language. */
function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
