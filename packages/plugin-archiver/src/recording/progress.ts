/** Where the sightings are that are not stored yet, each as the number of its first one. */
export interface Unstored {
  /** Of the batch that is being written to the store. */
  readonly batch: number | undefined
  /** Of those that are being written to the disk. */
  readonly spilling: number | undefined
  /** Of the buffer: the number of the next one that is taken from it, if it is empty. */
  readonly waiting: number
}

interface Question {
  /** The number of the first sighting that it is not about. */
  readonly before: number
  readonly answer: () => void
  readonly fail: (reason: Error) => void
}

/** Answers when all sightings before a moment are stored, or given up. */
export class Progress {
  #questions: Question[] = []

  /**
   * Resolves when all sightings with a lower number are stored or given up; rejects if they are not
   * when the recorder closes.
   */
  reached(before: number, unstored: Unstored): Promise<void> {
    if (storedBefore(unstored) >= before) return Promise.resolve()
    return new Promise((answer, fail) => {
      this.#questions.push({ before, answer, fail })
    })
  }

  /** To be called when sightings were stored or given up. */
  update(unstored: Unstored): void {
    if (this.#questions.length === 0) return
    const stored = storedBefore(unstored)
    const open = this.#questions.filter(({ before }) => before > stored)
    for (const { before, answer } of this.#questions) if (before <= stored) answer()
    this.#questions = open
  }

  /** The recorder closes, and could not store the rest. */
  close(): void {
    for (const { fail } of this.#questions.splice(0)) fail(new Error('The archive was closed.'))
  }
}

function storedBefore({ batch, spilling, waiting }: Unstored): number {
  return Math.min(batch ?? waiting, spilling ?? waiting, waiting)
}
