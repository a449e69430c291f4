import { createHash } from 'node:crypto'
import type { Random } from '../random.js'

/** The seed of a random stream. */
export type Seed = number | string

/**
 * Repeatable randomness: the same seed gives the same numbers on every machine.
 *
 * The generator is sfc32, "Small Fast Counting", by Chris Doty-Humphrey (PractRand), with 128 bits
 * of state initialized with the SHA-256 of the seed. Not for secrets.
 */
export class SeededRandom implements Random {
  readonly #seed: Seed
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(seed: Seed) {
    this.#seed = seed
    const digest = createHash('sha256').update(String(seed)).digest()
    this.#a = digest.readInt32LE(0)
    this.#b = digest.readInt32LE(4)
    this.#c = digest.readInt32LE(8)
    this.#counter = digest.readInt32LE(12)
  }

  fraction(): number {
    return this.#next() / 2 ** 32
  }

  token(): string {
    const bytes = Buffer.alloc(12)
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(this.#next(), at)
    return bytes.toString('base64url')
  }

  /**
   * An independent stream under a label; it does not depend on how much was drawn from this one.
   */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.#seed}/${label}`)
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}
