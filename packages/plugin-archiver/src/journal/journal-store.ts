import { join } from 'node:path'
import {
  ClacksError,
  type Log,
  type QueuedText,
  type QueueStore,
  type StoredPeer,
  type StoredState,
} from 'clacks'
import { textOf } from '../store-failure.js'
import { CheckedFile } from './checked-file.js'
import type { Disk } from './disk.js'
import { type Fsync, Journal } from './journal.js'
import { peersFrom, pinsFrom, versioned } from './kept-files.js'
import { type FolderLock, lockFolder } from './lock.js'
import { JournalTrouble } from './trouble.js'

/** What the queue store of a node is made of. */
export interface JournalStoreParts {
  readonly disk: Disk
  /** The whole path. */
  readonly folder: string
  readonly fsync: Fsync
  readonly compactAbove: number
  readonly log: Log
}

interface Opened extends Pick<JournalStoreParts, 'folder' | 'log'> {
  readonly journal: Journal
  readonly peersFile: CheckedFile
  readonly peers: readonly StoredPeer[]
  readonly pinsFile: CheckedFile
  readonly pins: Readonly<Record<string, string>>
  readonly lock: FolderLock
}

/** Keeps the queue of a node in a journal, and its peers and pins in files beside it. */
export class JournalStore implements QueueStore {
  readonly pins: QueueStore['pins']
  readonly #opened: Opened
  readonly #journal: Journal
  #peers: (() => readonly StoredPeer[]) | undefined

  private constructor(opened: Opened) {
    this.#opened = opened
    this.#journal = opened.journal
    this.pins = {
      load: () => opened.pins,
      save: (pins) => {
        void opened.pinsFile.save(versioned(pins))
      },
    }
  }

  /**
   * Takes the folder and reads what is there.
   * @throws Error where it is in use, cannot be read or written, is of a later version, or the pins are damaged
   */
  static async open({ disk, folder, fsync, compactAbove, log }: JournalStoreParts): Promise<JournalStore> {
    await disk.makeFolder(folder)
    const lock = lockFolder(folder)
    try {
      const trouble = new JournalTrouble(folder, log)
      const journal = await Journal.open({
        disk,
        folder,
        fsync,
        compactAbove,
        failed: (thrown) => trouble.failed(thrown),
        written: () => trouble.over(),
        notCompacted: (thrown) => trouble.notCompacted(thrown),
      })
      for (const damage of journal.damages) trouble.found(damage)
      const fileOf = (name: string): CheckedFile => {
        const path = join(folder, name)
        return new CheckedFile(disk, path, (thrown) => trouble.notSaved(path, thrown))
      }
      const [peersFile, pinsFile] = [fileOf('peers.json'), fileOf('pins.json')]
      const peers = await peersFrom(peersFile, log)
      const pins = await pinsFrom(pinsFile)
      return new JournalStore({ folder, log, journal, peersFile, peers, pinsFile, pins, lock })
    } catch (thrown) {
      lock.release()
      throw thrown
    }
  }

  restore(peers: () => readonly StoredPeer[]): StoredState {
    this.#peers = peers
    const { folder, log, peers: known } = this.#opened
    const messages = [...this.#journal.messages]
    if (messages.length + known.length > 0)
      log.info(`Back from the journal ${folder}: messages: ${messages.length}, peers: ${known.length}.`)
    return { messages, peers: known }
  }

  /** See {@link Fsync}; may be changed at any time. */
  set fsync(fsync: Fsync) {
    this.#journal.fsync = fsync
  }

  write(messages: readonly QueuedText[]): Promise<void> {
    return this.#journal.write(messages)
  }

  writeSoon(messages: readonly QueuedText[]): void {
    const { failure } = this.#journal
    if (failure !== undefined)
      throw new ClacksError('ERR_CLACKS_NOT_KEPT', `The journal cannot be written: ${textOf(failure)}.`, {
        cause: failure,
      })
    this.#journal.writeSoon(messages)
  }

  remove(transfer: string): void {
    this.#journal.remove(transfer)
  }

  /** Tries again to write what could not be written. */
  retry(): void {
    this.#journal.retry()
    this.#opened.peersFile.retry()
    this.#opened.pinsFile.retry()
  }

  /** Makes what was written survive the loss of power. */
  sync(): Promise<void> {
    return this.#journal.sync()
  }

  /** Saves the peers, where they have changed. */
  async savePeers(): Promise<void> {
    if (this.#peers !== undefined) await this.#opened.peersFile.save(versioned(this.#peers()))
  }

  async close(): Promise<void> {
    try {
      await this.savePeers()
      await this.#opened.pinsFile.settled()
      await this.#journal.close()
    } finally {
      this.#opened.lock.release()
    }
  }
}
