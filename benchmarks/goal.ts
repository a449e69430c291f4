/** How often and how long to measure. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
}

/** One goal, and whether the figures meet it. */
export interface Goal {
  readonly text: string
  readonly met: boolean
}
