import { ClacksError } from '../errors.js'

/** `earlier` comes before `later`. */
export interface Precedence<Item> {
  readonly earlier: Item
  readonly later: Item
}

/** The items to order and the rules for it. */
export interface OrderProblem<Item> {
  readonly items: readonly Item[]
  /** Strongest first. A precedence is ignored if a stronger tier states the direct opposite. */
  readonly tiers: readonly (readonly Precedence<Item>[])[]
  /** Breaks ties. Never 0 for two different items. */
  readonly compare: (one: Item, other: Item) => number
  /** The name of an item in errors. */
  readonly label: (item: Item) => string
}

/**
 * Sorts items so that all precedences hold. The result does not depend on the order of the input.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER that shows the cycle if precedences contradict
 */
export function solveOrder<Item>({ items, tiers, compare, label }: OrderProblem<Item>): Item[] {
  const earlier = precedencesOf(items, tiers)
  const waiting = [...items].sort(compare)
  const ordered: Item[] = []
  const placed = new Set<Item>()
  while (waiting.length > 0) {
    const next = waiting.findIndex((item) =>
      [...predecessorsOf(earlier, item)].every((other) => placed.has(other)),
    )
    if (next === -1) throw cycleError(waiting, earlier, label)
    for (const item of waiting.splice(next, 1)) {
      placed.add(item)
      ordered.push(item)
    }
  }
  return ordered
}

type Predecessors<Item> = Map<Item, Set<Item>>

function precedencesOf<Item>(items: readonly Item[], tiers: OrderProblem<Item>['tiers']): Predecessors<Item> {
  const earlier: Predecessors<Item> = new Map(items.map((item) => [item, new Set()]))
  for (const tier of tiers) {
    const agreeing = tier.filter((pair) => !predecessorsOf(earlier, pair.earlier).has(pair.later))
    for (const pair of agreeing) predecessorsOf(earlier, pair.later).add(pair.earlier)
  }
  return earlier
}

function predecessorsOf<Item>(earlier: Predecessors<Item>, item: Item): Set<Item> {
  return earlier.get(item) ?? new Set()
}

/** No waiting item can go first, so following predecessors from any of them ends in a cycle. */
function cycleError<Item>(
  waiting: readonly Item[],
  earlier: Predecessors<Item>,
  label: (item: Item) => string,
): ClacksError {
  const left = new Set(waiting)
  const path: Item[] = []
  let item = waiting[0]
  while (item !== undefined && !path.includes(item)) {
    path.push(item)
    item = [...predecessorsOf(earlier, item)].find((other) => left.has(other))
  }
  const cycle = path
    .slice(item === undefined ? 0 : path.indexOf(item))
    .map(label)
    .reverse()
  const names = cycle.filter((name, index) => name !== cycle[index - 1])
  const start = names.indexOf([...names].sort()[0] ?? '')
  const shown = [...names.slice(start), ...names.slice(0, start + 1)].join(' -> ')
  return new ClacksError(
    'ERR_CLACKS_PLUGIN_ORDER',
    `The order of the plugins has a cycle: ${shown} (each before the next).`,
  )
}
