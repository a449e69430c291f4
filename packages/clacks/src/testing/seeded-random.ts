import { createHash } from 'node:crypto'
import type { Random } from '../random.js'

/** What a stream starts from. */
export type Seed = number | string

/**
 * Randomness that can be repeated: the same seed gives the same numbers on every machine.
 *
 * The generator is sfc32, "Small Fast Counting", by Chris Doty-Humphrey (PractRand): 128 bits of state, which start as the
 * SHA-256 of the seed. Nothing for secrets.
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

  /** A stream of its own under a name: the same, however much was drawn from this one. */
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
