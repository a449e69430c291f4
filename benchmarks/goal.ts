/** Rounds of a benchmark, and the duration of each. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
  /** Another built checkout, whose figures are shown beside. */
  readonly against: string | undefined
}

/** A goal, and whether the results meet it. */
export interface Goal {
  readonly text: string
  readonly met: boolean
}
