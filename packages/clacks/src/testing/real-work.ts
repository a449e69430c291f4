import { createHook } from 'node:async_hooks'

/** Work that ends by itself: files, DNS, compression, connecting. */
const ENDS_BY_ITSELF = /Req|ZLIB|BROTLI|ZSTD|ConnectWrap/
/** Resources that may stay open: servers, terminals, watchers, real timers. */
const LASTS = /Server|TTY|Signal|FSEvent|Stat|UDP|Timeout|Immediate/
/** Crypto jobs: `getActiveResourcesInfo()` does not list them, but async hooks see them. */
const CRYPTO = /^(?:KEY|PBKDF2|SCRYPT|RANDOM|SIGN|HASH|CIPHER|DERIVE|CHECKPRIME|ARGON2).*REQUEST$/
/** Likewise the handles of compression, which exist longer than their work. */
const COMPRESSION = /^(?:ZLIB|BROTLI|ZSTD)/
/** Milliseconds above which a real timer guards something, and nothing waits for it. */
const MAX_TIMER_MS = 10_000

/** A test runner that runs tests in threads listens on message ports; they are not work. */
const PORTS_OF_THE_RUNNER = countActive((type) => type === 'MessagePort').get('MessagePort') ?? 0

/** Whether real file, worker or similar work is pending. */
export function hasPendingWork(): boolean {
  const active = countActive((type) => ENDS_BY_ITSELF.test(type) || type === 'MessagePort')
  const ports = active.get('MessagePort') ?? 0
  return active.size > (ports > 0 ? 1 : 0) || ports > PORTS_OF_THE_RUNNER
}

/**
 * Watches for real work that starts from now on, including sockets, child processes, crypto jobs,
 * compression, and timers that run once.
 */
export class NewWork {
  readonly #before = countNew()
  /** Crypto jobs, which end with their callback, and timers. */
  readonly #once = new Map<number, () => boolean>()
  readonly #compressing = new Map<number, object>()
  readonly #hook = createHook({
    init: (id, type, _, resource) => {
      if (CRYPTO.test(type)) this.#once.set(id, () => true)
      else if (type === 'Timeout') this.#once.set(id, () => isAwaitedTimer(resource))
      else if (COMPRESSION.test(type)) this.#compressing.set(id, resource)
    },
    after: (id) => {
      this.#once.delete(id)
    },
    destroy: (id) => {
      this.#once.delete(id)
      this.#compressing.delete(id)
    },
  }).enable()

  /** Whether any of it is pending. */
  get pending(): boolean {
    if ([...this.#once.values()].some((isPending) => isPending())) return true
    if ([...this.#compressing.values()].some(isCompressing)) return true
    // What ends by itself is awaited even if others started it: one of theirs must not hide one of
    // ours.
    return [...countNew()].some(
      ([type, count]) => ENDS_BY_ITSELF.test(type) || count > (this.#before.get(type) ?? 0),
    )
  }

  /** Stops watching. */
  close(): void {
    this.#hook.disable()
  }
}

// Node has no public way to see whether a handle compresses, or to read the interval and the delay
// of a timer.

function isCompressing(handle: object): boolean {
  return 'buffer' in handle && handle.buffer !== null
}

/** Whether a timer keeps the process alive and runs once, soon: somebody may await it. */
function isAwaitedTimer(timer: object): boolean {
  const isReferenced = 'hasRef' in timer && typeof timer.hasRef === 'function' && timer.hasRef() === true
  const repeats = '_repeat' in timer && timer._repeat !== null
  const isSoon =
    '_idleTimeout' in timer && typeof timer._idleTimeout === 'number' && timer._idleTimeout <= MAX_TIMER_MS
  return isReferenced && !repeats && isSoon
}

function countNew(): Map<string, number> {
  return countActive((type) => !LASTS.test(type))
}

function countActive(counts: (type: string) => boolean): Map<string, number> {
  const found = new Map<string, number>()
  for (const type of process.getActiveResourcesInfo()) {
    if (counts(type)) found.set(type, (found.get(type) ?? 0) + 1)
  }
  return found
}
