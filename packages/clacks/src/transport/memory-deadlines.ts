import type { Cancel, Clock } from '../clock.js'
import type { MemoryRequest } from './memory-request.js'

/** The requests with one time limit, and the timer of the first of them. */
interface Waiting {
  readonly requests: Set<MemoryRequest>
  cancel: Cancel | undefined
}

/**
 * The time limits of requests. Nearly all are answered long before: those with the same limit end
 * in the order in which they began, and share one timer.
 */
export class Deadlines {
  readonly #clock: Clock
  readonly #expire: (request: MemoryRequest) => void
  readonly #waiting = new Map<number, Waiting>()

  /** @param expire ends a request whose time is over */
  constructor(clock: Clock, expire: (request: MemoryRequest) => void) {
    this.#clock = clock
    this.#expire = expire
  }

  add(request: MemoryRequest): void {
    const { requestMs } = request.sender
    let waiting = this.#waiting.get(requestMs)
    if (waiting === undefined) {
      waiting = { requests: new Set(), cancel: undefined }
      this.#waiting.set(requestMs, waiting)
    }
    waiting.requests.add(request)
    if (waiting.cancel === undefined) this.#arm(waiting, requestMs)
  }

  /** The request has ended. */
  remove(request: MemoryRequest): void {
    const waiting = this.#waiting.get(request.sender.requestMs)
    if (waiting === undefined) return
    waiting.requests.delete(request)
    if (waiting.requests.size > 0) return
    waiting.cancel?.()
    waiting.cancel = undefined
  }

  #arm(waiting: Waiting, milliseconds: number): void {
    waiting.cancel = this.#clock.after(milliseconds, () => {
      waiting.cancel = undefined
      const now = this.#clock.monotonic()
      for (const request of waiting.requests) {
        const left = request.due - now
        if (left > 0) {
          this.#arm(waiting, left)
          return
        }
        this.#expire(request)
      }
    })
  }
}
