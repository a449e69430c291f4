import type { Random } from '../random.js'

/** The names of the transfers that one process begins: `run.number`. */
export class Run {
  /** Nobody else can guess it. */
  readonly name: string
  #count = 0

  constructor(random: Pick<Random, 'token'>) {
    this.name = random.token()
  }

  /** The number of the next transfer. */
  next(): number {
    return this.#count++
  }
}
