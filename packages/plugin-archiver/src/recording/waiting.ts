import type { Sighting } from '../archive.js'

/** A queue of sightings. Taking from the front is constant time. */
export class Waiting {
  #sightings: (Sighting | undefined)[] = []
  #first = 0
  #bytes = 0
  #taken = 0

  get length(): number {
    return this.#sightings.length - this.#first
  }

  /** How many were ever taken: the number of the first one that is left, counted from 0. */
  get taken(): number {
    return this.#taken
  }

  /** Memory of the JSON texts, at two bytes per character. */
  get bytes(): number {
    return this.#bytes
  }

  add(sighting: Sighting): void {
    this.#sightings.push(sighting)
    this.#bytes += sizeOf(sighting)
  }

  /** Takes the oldest, up to this many. */
  take(count: number): Sighting[] {
    const taken: Sighting[] = []
    while (taken.length < count) {
      const sighting = this.#sightings[this.#first]
      if (sighting === undefined) break
      this.#sightings[this.#first++] = undefined
      this.#bytes -= sizeOf(sighting)
      taken.push(sighting)
      this.#taken++
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
