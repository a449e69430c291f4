/** Rounds of a benchmark, and the duration of each. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
  /** Messages that end a measured window before its time; only for `peers`. */
  readonly messages: number
  /** Names of the systems to measure; all if there are none. Only for `peers`. */
  readonly only: readonly string[]
  /** Another built checkout, whose figures are shown beside. */
  readonly against: string | undefined
  /** Nodes of a network; for `mixing` and `simulation`. */
  readonly nodes: number
  /** Names of the scenarios to run; all if there are none. Only for `mixing`. */
  readonly scenarios: readonly string[]
  /** Virtual seconds of a run; that of the scenario if undefined. Only for `mixing`. */
  readonly until: number | undefined
}

/** A goal, and whether the results meet it. */
export interface Goal {
  readonly text: string
  readonly met: boolean
}
