import { createHook } from 'node:async_hooks'

/** Work that ends by itself: files, DNS, compression, connecting. */
const ENDS_BY_ITSELF = /Req|ZLIB|BROTLI|ZSTD|ConnectWrap/
/** Resources that may stay open: servers, terminals, watchers, real timers. */
const LASTS = /Server|TTY|Signal|FSEvent|Stat|UDP|Timeout|Immediate/
/** Crypto jobs: `getActiveResourcesInfo()` does not list them, but async hooks see them. */
const CRYPTO = /^(?:KEY|PBKDF2|SCRYPT|RANDOM|SIGN|HASH|CIPHER|DERIVE|CHECKPRIME|ARGON2).*REQUEST$/

/** A test runner that runs tests in threads listens on message ports; they are not work. */
const PORTS_OF_THE_RUNNER = countActive((type) => type === 'MessagePort').get('MessagePort') ?? 0

/** Whether real file, worker or similar work is pending. */
export function hasPendingWork(): boolean {
  const active = countActive((type) => ENDS_BY_ITSELF.test(type) || type === 'MessagePort')
  const ports = active.get('MessagePort') ?? 0
  return active.size > (ports > 0 ? 1 : 0) || ports > PORTS_OF_THE_RUNNER
}

/**
 * Watches for real work that starts from now on, including sockets, child processes and crypto
 * jobs.
 */
export class NewWork {
  readonly #before = countNew()
  readonly #crypto = new Set<number>()
  readonly #hook = createHook({
    init: (id, type) => {
      if (CRYPTO.test(type)) this.#crypto.add(id)
    },
    after: (id) => {
      this.#crypto.delete(id)
    },
  }).enable()

  /** Whether any of it is pending. */
  get pending(): boolean {
    if (this.#crypto.size > 0) return true
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
