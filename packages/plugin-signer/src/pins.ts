import { readFile } from 'node:fs/promises'
import { ClacksError, writePrivateFile } from 'clacks'
import { PUBLIC_KEY } from './options.js'

/** Settings of the pins. */
export interface PinSettings {
  /** Pins from the options. They take precedence. */
  readonly fixed: Readonly<Record<string, string>>
  readonly trustFirst: boolean
  /** The maximum number of first keys. Keys of earlier runs stay, even if they are more. */
  readonly maxSeen: number
}

/** The pinned keys of authors. */
export class Pins {
  readonly #fixed: ReadonlyMap<string, string>
  readonly #seen: Map<string, string>
  readonly #settings: PinSettings
  #changed = false

  /** @param seen the first keys of earlier runs */
  constructor(settings: PinSettings, seen: Readonly<Record<string, string>> = {}) {
    this.#settings = settings
    this.#fixed = new Map(Object.entries(settings.fixed))
    this.#seen = new Map(Object.entries(seen))
  }

  /** The pinned key of an author, if any. */
  of(author: string): string | undefined {
    return this.#fixed.get(author) ?? this.#seen.get(author)
  }

  /** Whether the first key of an author is pinned. */
  get trustFirst(): boolean {
    return this.#settings.trustFirst
  }

  /**
   * Pins the key of a genuine signature if it is the first of its author.
   */
  see(author: string, key: string): void {
    const { trustFirst, maxSeen } = this.#settings
    if (!trustFirst || this.of(author) !== undefined || this.#seen.size >= maxSeen) return
    this.#seen.set(author, key)
    this.#changed = true
  }

  /** The pins from the options and the first keys. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#seen, ...this.#fixed])
  }

  /** Writes the first keys atomically, if they have changed since the last time. */
  async save(file: string): Promise<void> {
    if (!this.#changed) return
    this.#changed = false
    try {
      writePrivateFile(file, `${JSON.stringify(Object.fromEntries(this.#seen), null, 2)}\n`)
    } catch (thrown) {
      this.#changed = true
      throw thrown
    }
  }
}

/**
 * Reads the first keys of earlier runs; none if the file is missing.
 * @throws ClacksError ERR_CLACKS_SIGNING_KEY if the file is damaged: a node without its pins would
 * trust anyone
 */
export async function loadPins(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const pins: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isPins(pins)) return pins
    throw new TypeError('it is not an object of names and keys')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    const reason = cause instanceof Error ? cause.message : String(cause)
    const text = `The author pins in ${file} cannot be read: ${reason}. Fix the file, or remove it to trust the next key of each author.`
    throw new ClacksError('ERR_CLACKS_SIGNING_KEY', text, { cause })
  }
}

function isPins(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const isKey = new RegExp(PUBLIC_KEY)
  return Object.values(value).every((key) => typeof key === 'string' && isKey.test(key))
}
