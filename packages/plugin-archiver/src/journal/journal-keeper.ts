import { join } from 'node:path'
import { ClacksError, type Keeper, type Kept, type KeptMessage, type KeptPeer, type Log } from 'clacks'
import { textOf } from '../store-failure.js'
import { CheckedFile } from './checked-file.js'
import type { Disk } from './disk.js'
import { type Fsync, Journal } from './journal.js'
import { peersFrom, pinsFrom, versioned } from './kept-files.js'
import { type FolderLock, lockFolder } from './lock.js'
import { JournalTrouble } from './trouble.js'

/** What the keeper of a node is made of. */
export interface JournalKeeperParts {
  readonly disk: Disk
  /** The whole path. */
  readonly folder: string
  readonly fsync: Fsync
  readonly compactAbove: number
  readonly log: Log
}

interface Opened extends Pick<JournalKeeperParts, 'folder' | 'log'> {
  readonly journal: Journal
  readonly peersFile: CheckedFile
  readonly peers: readonly KeptPeer[]
  readonly pinsFile: CheckedFile
  readonly pins: Readonly<Record<string, string>>
  readonly lock: FolderLock
}

/** Keeps the queue of a node in a journal, and its peers and pins in files beside it. */
export class JournalKeeper implements Keeper {
  readonly pins: Keeper['pins']
  readonly #opened: Opened
  readonly #journal: Journal
  #peers: (() => readonly KeptPeer[]) | undefined

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
  static async open({ disk, folder, fsync, compactAbove, log }: JournalKeeperParts): Promise<JournalKeeper> {
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
      return new JournalKeeper({ folder, log, journal, peersFile, peers, pinsFile, pins, lock })
    } catch (thrown) {
      lock.release()
      throw thrown
    }
  }

  restore(peers: () => readonly KeptPeer[]): Kept {
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

  write(messages: readonly KeptMessage[]): Promise<void> {
    return this.#journal.write(messages)
  }

  writeSoon(messages: readonly KeptMessage[]): void {
    const { failure } = this.#journal
    if (failure !== undefined)
      throw new ClacksError('ERR_CLACKS_NOT_KEPT', `The journal cannot be written: ${textOf(failure)}.`, {
        cause: failure,
      })
    this.#journal.writeSoon(messages)
  }

  strike(transfer: string): void {
    this.#journal.strike(transfer)
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
