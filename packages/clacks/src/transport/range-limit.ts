import type { NetworkRange } from '../network-range.js'

/** What one connection or one body takes of a {@link RangeLimit}. */
export interface Claim {
  readonly range: NetworkRange
  /** Called when it had to give way: it holds nothing any more. */
  readonly displaced: () => void
  /**
   * Whether it was used since the last call: then it gives way after all others of its range. So
   * using it costs nothing but a note (the second chance, or CLOCK, of page replacement).
   */
  readonly wasUsed?: () => boolean
}

/** Which claims of a range give way first. */
type Priority = 'first' | 'last'

/** The claims of a range that can give way, oldest first. */
interface Displaceable {
  readonly first: Set<Claim>
  readonly last: Set<Claim>
}

/**
 * A limit that network ranges share. A newcomer is not refused because others have taken
 * everything: the oldest claim of the range that holds most gives way. So every range gets what it
 * needs, up to an equal share (max-min fairness), and one range alone can use everything.
 */
export class RangeLimit {
  readonly #max: number
  readonly #loads = new RangeLoads()
  readonly #held = new Map<Claim, number>()
  readonly #displaceable = new Map<string, Displaceable>()

  /** @param max what there is in all */
  constructor(max: number) {
    this.#max = max
  }

  /** Whether an amount is left without anybody giving way. */
  hasFree(amount: number): boolean {
    return this.#loads.total + amount <= this.#max
  }

  /**
   * Takes an amount in addition to what a claim holds. False if no other claim has to give way to
   * it: then it holds nothing any more.
   */
  take(claim: Claim, amount = 1): boolean {
    while (!this.hasFree(amount)) {
      const loser = this.#loser(claim.range.name)
      this.release(loser ?? claim)
      if (loser === undefined || loser === claim) return false
      loser.displaced()
    }
    this.#loads.add(claim.range, amount)
    this.#held.set(claim, (this.#held.get(claim) ?? 0) + amount)
    return true
  }

  /** A claim holds nothing any more. */
  release(claim: Claim): void {
    this.secure(claim)
    this.#loads.add(claim.range, -(this.#held.get(claim) ?? 0))
    this.#held.delete(claim)
    const { name } = claim.range
    if (this.#loads.of(name) === 0) this.#displaceable.delete(name)
  }

  /** A claim can give way from now on, as the latest of its priority. */
  expose(claim: Claim, priority: Priority): void {
    if (!this.#held.has(claim)) return
    this.secure(claim)
    const { name } = claim.range
    let claims = this.#displaceable.get(name)
    if (claims === undefined) {
      claims = { first: new Set(), last: new Set() }
      this.#displaceable.set(name, claims)
    }
    claims[priority].add(claim)
  }

  /** A claim does not give way any more. */
  secure(claim: Claim): void {
    const claims = this.#displaceable.get(claim.range.name)
    claims?.first.delete(claim)
    claims?.last.delete(claim)
  }

  /** The claim that gives way to a range: of the greatest holder, or of the range itself. */
  #loser(range: string): Claim | undefined {
    const own = this.#displaceable.get(range)
    let most = this.#loads.of(range)
    let loser = own && oldestOf(own)
    for (const [name, claims] of this.#displaceable) {
      const load = this.#loads.of(name)
      if (load <= most) continue
      const oldest = oldestOf(claims)
      if (oldest === undefined) continue
      most = load
      loser = oldest
    }
    return loser
  }
}

function oldestOf({ first, last }: Displaceable): Claim | undefined {
  return oldestUnused(first) ?? oldestUnused(last)
}

/** Claims that were used move to the end, each once. */
function oldestUnused(claims: Set<Claim>): Claim | undefined {
  let left = claims.size
  for (const claim of claims) {
    if (left-- === 0) return undefined
    if (claim.wasUsed?.() !== true) return claim
    claims.delete(claim)
    claims.add(claim)
  }
  return undefined
}

/** What each range holds, divided by its weight. */
class RangeLoads {
  readonly #loads = new Map<string, number>()
  #total = 0

  /** What all ranges hold together. */
  get total(): number {
    return this.#total
  }

  of(range: string): number {
    return this.#loads.get(range) ?? 0
  }

  /** @param amount negative for what is given back */
  add({ name, weight }: NetworkRange, amount: number): void {
    // Weights are powers of two, so that loads add up to exactly 0 again.
    const load = this.of(name) + amount / weight
    if (load > 0) this.#loads.set(name, load)
    else this.#loads.delete(name)
    this.#total += amount
  }
}
