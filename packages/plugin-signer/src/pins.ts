import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ClacksError } from 'clacks'
import { PUBLIC_KEY } from './options.js'

/** What is known of the key of an author. */
export interface PinSettings {
  /** From the options: they stay. */
  readonly fixed: Readonly<Record<string, string>>
  readonly trustFirst: boolean
  /** So many first keys are taken; those of earlier runs stay, also where that is less now. */
  readonly most: number
}

/** Which key signs for which author. */
export class Pins {
  readonly #fixed: ReadonlyMap<string, string>
  readonly #seen: Map<string, string>
  readonly #settings: PinSettings
  #changed = false

  /** @param seen the keys that were seen first in earlier runs */
  constructor(settings: PinSettings, seen: Readonly<Record<string, string>> = {}) {
    this.#settings = settings
    this.#fixed = new Map(Object.entries(settings.fixed))
    this.#seen = new Map(Object.entries(seen))
  }

  /** The key of an author, if one is pinned. */
  of(author: string): string | undefined {
    return this.#fixed.get(author) ?? this.#seen.get(author)
  }

  /** Whether an author without a pin may show one. */
  get trustFirst(): boolean {
    return this.#settings.trustFirst
  }

  /**
   * A genuine signature of an author was seen: where it is the first one, its key stands for the
   * author from now on.
   */
  see(author: string, key: string): void {
    const { trustFirst, most } = this.#settings
    if (!trustFirst || this.of(author) !== undefined || this.#seen.size >= most) return
    this.#seen.set(author, key)
    this.#changed = true
  }

  /** Those of the options and those that were seen. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#seen, ...this.#fixed])
  }

  /** Writes what was seen, where that has changed since the last time: whole, or not at all. */
  async save(file: string): Promise<void> {
    if (!this.#changed) return
    this.#changed = false
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(`${file}.new`, `${JSON.stringify(Object.fromEntries(this.#seen), null, 2)}\n`)
      await rename(`${file}.new`, file)
    } catch (thrown) {
      this.#changed = true
      throw thrown
    }
  }
}

/**
 * The keys that were seen first in earlier runs; none where there is no file.
 * @throws ClacksError ERR_CLACKS_SIGNING_KEY where the file is damaged: a node that forgot its pins
 * would trust anybody
 */
export async function loadPins(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const pins: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isPins(pins)) return pins
    throw new TypeError('it is no object of names and keys')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    const reason = cause instanceof Error ? cause.message : String(cause)
    const text = `The pins of authors in ${file} cannot be read: ${reason}. Repair the file, or remove it and trust the next key of each author.`
    throw new ClacksError('ERR_CLACKS_SIGNING_KEY', text, { cause })
  }
}

function isPins(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const isKey = new RegExp(PUBLIC_KEY)
  return Object.values(value).every((key) => typeof key === 'string' && isKey.test(key))
}
