/** Rounds of a benchmark, and the duration of each. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
}

/** A goal, and whether the results meet it. */
export interface Goal {
  readonly text: string
  readonly met: boolean
}
