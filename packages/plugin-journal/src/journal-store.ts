import { join } from 'node:path'
import {
  ClacksError,
  type FolderLock,
  type Log,
  lockFolder,
  type QueuedText,
  type QueueStore,
  type StoredPeer,
  type StoredState,
} from 'clacks'
import { CheckedFile } from './checked-file.js'
import type { Disk } from './disk.js'
import { reasonOf } from './error-text.js'
import { type Fsync, Journal, type JournalMeasurements, type JournalParts } from './journal.js'
import { journalError, openError } from './journal-error.js'
import { JournalReporter, type ReportProblem } from './journal-reporter.js'
import { loadPeers, loadPins, withVersion } from './peers-and-pins.js'

/** Settings and dependencies of a {@link JournalStore}. */
export interface JournalStoreParts {
  readonly disk: Disk
  /** An absolute path. */
  readonly folder: string
  readonly fsync: Fsync
  readonly compactAbove: number
  readonly log: Log
  readonly clock: JournalParts['clock']
}

interface OpenFiles extends Pick<JournalStoreParts, 'folder' | 'log'> {
  readonly journal: Journal
  readonly reporter: JournalReporter
  readonly peersFile: CheckedFile
  readonly peers: readonly StoredPeer[]
  readonly pinsFile: CheckedFile
  readonly pins: Readonly<Record<string, string>>
  readonly lock: FolderLock
}

/** Stores the queue of a node in a journal, and its peers and pins in files beside it. */
export class JournalStore implements QueueStore {
  readonly place: string
  readonly pins: QueueStore['pins']
  readonly #files: OpenFiles
  readonly #journal: Journal
  #peers: (() => readonly StoredPeer[]) | undefined

  private constructor(files: OpenFiles) {
    this.#files = files
    this.#journal = files.journal
    this.place = `the journal ${files.folder}`
    let current = files.pins
    this.pins = {
      load: () => current,
      save: (pins) => {
        current = pins
        void files.pinsFile.save(withVersion(pins))
      },
    }
  }

  get folder(): string {
    return this.#files.folder
  }

  /**
   * Locks the folder and reads it.
   * @throws ClacksError ERR_CLACKS_JOURNAL if the folder is in use, cannot be read or written, or
   * is of a later version, or if the pins are damaged
   */
  static async open(parts: JournalStoreParts): Promise<JournalStore> {
    try {
      return await JournalStore.#open(parts)
    } catch (thrown) {
      throw openError(parts.folder, thrown)
    }
  }

  static async #open(parts: JournalStoreParts): Promise<JournalStore> {
    const { disk, folder, fsync, compactAbove, log, clock } = parts
    await disk.makeFolder(folder)
    const lock = await lockFolder(folder, () => inUse(folder))
    try {
      const reporter = new JournalReporter(folder, log)
      const journal = await Journal.open({
        disk,
        clock,
        folder,
        fsync,
        compactAbove,
        writeFailed: (thrown) => reporter.writeFailed(thrown),
        written: () => reporter.written(),
        closeFailed: (thrown) => reporter.closeFailed(thrown),
        compactionFailed: (thrown) => reporter.compactionFailed(thrown),
      })
      reporter.opened(journal)
      const fileOf = (name: string): CheckedFile => {
        const path = join(folder, name)
        return new CheckedFile(disk, path, (thrown) => reporter.saveFailed(path, thrown))
      }
      const [peersFile, pinsFile] = [fileOf('peers.json'), fileOf('pins.json')]
      const peers = await loadPeers(peersFile, log)
      const pins = await loadPins(pinsFile)
      return new JournalStore({ folder, log, journal, reporter, peersFile, peers, pinsFile, pins, lock })
    } catch (thrown) {
      await lock.release()
      throw thrown
    }
  }

  restore(peers: () => readonly StoredPeer[]): StoredState {
    this.#peers = peers
    const { folder, log, peers: known } = this.#files
    const { messages, left } = this.#journal
    if (messages.length + known.length > 0)
      log.info(`Restored from the journal ${folder}: messages: ${messages.length}, peers: ${known.length}.`)
    return { messages, peers: known, left }
  }

  /** See {@link Fsync}. May be changed at any time. */
  set fsync(fsync: Fsync) {
    this.#journal.fsync = fsync
  }

  write(messages: readonly QueuedText[]): Promise<void> {
    return this.#journal.write(messages)
  }

  writeSoon(messages: readonly QueuedText[]): void {
    const { failure } = this.#journal
    if (failure !== undefined)
      throw new ClacksError('ERR_CLACKS_NOT_STORED', `The journal cannot be written: ${reasonOf(failure)}.`, {
        cause: failure,
      })
    this.#journal.writeSoon(messages)
  }

  leave(transfer: string): void {
    this.#journal.leave(transfer)
  }

  remove(transfer: string): void {
    this.#journal.remove(transfer)
  }

  /** Reports what keeps the journal from being written, now and from now on. */
  reportTo(reportProblem: ReportProblem): void {
    this.#files.reporter.reportTo(reportProblem)
  }

  /** What the journal counts. */
  measurements(): JournalMeasurements {
    return this.#journal.measurements()
  }

  /** Retries failed writes. */
  retry(): void {
    this.#journal.retry()
    this.#files.peersFile.retry()
    this.#files.pinsFile.retry()
  }

  /** Resolves when what was written survives a power failure. */
  sync(): Promise<void> {
    return this.#journal.sync()
  }

  /** Saves the peers if they have changed. */
  async savePeers(): Promise<void> {
    if (this.#peers !== undefined) await this.#files.peersFile.save(withVersion(this.#peers()))
  }

  async close(): Promise<void> {
    try {
      await this.savePeers()
      await this.#files.pinsFile.settled()
      await this.#journal.close()
    } finally {
      await this.#files.lock.release()
    }
  }
}

function inUse(folder: string): Error {
  return journalError(
    `The journal ${folder} is in use by another process, or by another node of this one. Stop that node, or give this one another \`folder\`.`,
  )
}
