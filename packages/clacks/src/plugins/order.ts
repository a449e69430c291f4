import { ClacksError } from '../errors.js'

/** `earlier` comes before `later`. */
export interface Precedence<Item> {
  readonly earlier: Item
  readonly later: Item
}

/** What is to be put in order, and by what. */
export interface OrderProblem<Item> {
  readonly items: readonly Item[]
  /** Strongest first: what says the direct opposite of a stronger one is left out. */
  readonly tiers: readonly (readonly Precedence<Item>[])[]
  /** Decides between items that nothing else puts in order. Never 0 for two different items. */
  readonly compare: (one: Item, other: Item) => number
  /** What an item is called in an error. */
  readonly label: (item: Item) => string
}

/**
 * Puts items in an order that holds all the precedences and does not depend on the order in which
 * the items are given.
 * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER with the circle, where they contradict each other
 */
export function solveOrder<Item>({ items, tiers, compare, label }: OrderProblem<Item>): Item[] {
  const earlier = precedencesOf(items, tiers)
  const waiting = [...items].sort(compare)
  const ordered: Item[] = []
  const placed = new Set<Item>()
  while (waiting.length > 0) {
    const next = waiting.findIndex((item) =>
      [...earlierThan(earlier, item)].every((other) => placed.has(other)),
    )
    if (next === -1) throw circleError(waiting, earlier, label)
    for (const item of waiting.splice(next, 1)) {
      placed.add(item)
      ordered.push(item)
    }
  }
  return ordered
}

type EarlierOnes<Item> = Map<Item, Set<Item>>

function precedencesOf<Item>(items: readonly Item[], tiers: OrderProblem<Item>['tiers']): EarlierOnes<Item> {
  const earlier: EarlierOnes<Item> = new Map(items.map((item) => [item, new Set()]))
  for (const tier of tiers) {
    const agreeing = tier.filter((pair) => !earlierThan(earlier, pair.earlier).has(pair.later))
    for (const pair of agreeing) earlierThan(earlier, pair.later).add(pair.earlier)
  }
  return earlier
}

function earlierThan<Item>(earlier: EarlierOnes<Item>, item: Item): Set<Item> {
  return earlier.get(item) ?? new Set()
}

/** Nothing of what waits can go first, so that going back from any of it ends in a circle. */
function circleError<Item>(
  waiting: readonly Item[],
  earlier: EarlierOnes<Item>,
  label: (item: Item) => string,
): ClacksError {
  const left = new Set(waiting)
  const walk: Item[] = []
  let item = waiting[0]
  while (item !== undefined && !walk.includes(item)) {
    walk.push(item)
    item = [...earlierThan(earlier, item)].find((other) => left.has(other))
  }
  const circle = walk
    .slice(item === undefined ? 0 : walk.indexOf(item))
    .map(label)
    .reverse()
  const names = circle.filter((name, index) => name !== circle[index - 1])
  const start = names.indexOf([...names].sort()[0] ?? '')
  const shown = [...names.slice(start), ...names.slice(0, start + 1)].join(' -> ')
  return new ClacksError(
    'ERR_CLACKS_PLUGIN_ORDER',
    `The order of the plugins goes in a circle: ${shown} (each before the next).`,
  )
}
