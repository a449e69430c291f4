import type { Sighting } from '../archive.js'

/** Sightings that wait, oldest first: taken from the front in constant time. */
export class Waiting {
  #sightings: (Sighting | undefined)[] = []
  #first = 0
  #bytes = 0

  get length(): number {
    return this.#sightings.length - this.#first
  }

  /** Of their JSON texts, counted as two a character: what they take in memory. */
  get bytes(): number {
    return this.#bytes
  }

  add(sighting: Sighting): void {
    this.#sightings.push(sighting)
    this.#bytes += sizeOf(sighting)
  }

  /** The oldest ones, at most so many. */
  take(count: number): Sighting[] {
    const taken: Sighting[] = []
    while (taken.length < count) {
      const sighting = this.#sightings[this.#first]
      if (sighting === undefined) break
      this.#sightings[this.#first++] = undefined
      this.#bytes -= sizeOf(sighting)
      taken.push(sighting)
    }
    if (this.#first > this.#sightings.length / 2) {
      this.#sightings = this.#sightings.slice(this.#first)
      this.#first = 0
    }
    return taken
  }
}

function sizeOf({ json }: Sighting): number {
  return 2 * json.length
}
