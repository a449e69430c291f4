import type { Log } from 'clacks'
import { textOf } from '../store-failure.js'
import type { Damage } from './replay.js'

/** Says what is wrong with a journal: when it begins and when it is over, not each time that it is tried. */
export class JournalTrouble {
  readonly #folder: string
  readonly #log: Log
  #isFailing = false
  readonly #said = new Set<string>()

  constructor(folder: string, log: Log) {
    this.#folder = folder
    this.#log = log
  }

  /** Something could not be read when the journal was opened. */
  found({ file, at, bytes, isEnd }: Damage): void {
    if (isEnd)
      this.#log.info(
        `${file} of the journal ends with ${bytes} bytes that are no whole record, as a process leaves it that is killed; they are cut off.`,
      )
    else
      this.#log.error(
        `${file} of the journal is damaged: ${bytes} bytes at ${at} cannot be read and what stood there is lost; the rest is kept.`,
      )
  }

  /** It could not be written, and is tried again. */
  failed(thrown: unknown): void {
    if (!this.#isFailing)
      this.#log.error(
        `The journal ${this.#folder} cannot be written, and is tried again: ${textOf(thrown)}. Until then messages are refused with 503.`,
      )
    this.#isFailing = true
  }

  /** It can be written. */
  over(): void {
    if (this.#isFailing) this.#log.info(`The journal ${this.#folder} is written again.`)
    this.#isFailing = false
  }

  /** It could not be made smaller: it goes on growing, and is tried again. */
  notCompacted(thrown: unknown): void {
    this.#warnOnce(`The journal ${this.#folder} cannot be compacted`, thrown)
  }

  /** Peers or pins could not be saved, and are tried again. */
  notSaved(path: string, thrown: unknown): void {
    this.#warnOnce(`${path} cannot be saved`, thrown)
  }

  #warnOnce(what: string, thrown: unknown): void {
    if (!this.#said.has(what)) this.#log.warn(`${what}, and is tried again: ${textOf(thrown)}.`)
    this.#said.add(what)
  }
}
