/** What goes on with a peer, or has failed; most peers of a table have nothing of it. */
export class Activity {
  /** Requests that wait for an answer, and their bytes. */
  inFlight = 0
  bytesInFlight = 0
  /** Nothing is sent before this time, on the monotonic clock. */
  backoffUntil = 0
  /** Failures since its last answer. */
  failures = 0
  /** Messages that it has refused in a row. */
  refusals = 0
  /** Why it could not be reached, since its last answer. */
  lastError: string | undefined = undefined
  /** The error that was reported last. */
  reportedError: string | undefined = undefined

  /** Whether there is nothing to remember. */
  get isOver(): boolean {
    return (
      this.inFlight === 0 &&
      this.bytesInFlight === 0 &&
      this.backoffUntil === 0 &&
      this.failures === 0 &&
      this.refusals === 0 &&
      this.lastError === undefined &&
      this.reportedError === undefined
    )
  }
}
