/** Probes that a node may save up. */
const MAX_PROBES = 512

/**
 * One inbound request never causes more than one outbound, so that nobody can use a node to send
 * requests to others. What a node does by itself allows probes, too.
 */
export class ProbeBudget {
  #left = 1

  get isLeft(): boolean {
    return this.#left > 0
  }

  allow(): void {
    if (this.#left < MAX_PROBES) this.#left++
  }

  spend(): void {
    this.#left--
  }
}
