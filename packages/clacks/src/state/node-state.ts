import { reasonOf } from '../errors.js'
import type { Log } from '../log.js'
import { type FolderLock, lockFolder, stateInUse } from './folder-lock.js'
import { makeStateFolder } from './state-folder.js'

/** What decides where the state of a node is. */
export interface NodeStateParts {
  /** The option `stateFolder`, absolute; undefined without one. */
  readonly stateFolder: string | undefined
  /** The folder of the queue store, which locks it itself; undefined without one. */
  readonly storeFolder: () => string | undefined
  readonly log: Log
}

/** Where a node keeps what makes it the same node after a restart. */
export class NodeState {
  readonly #parts: NodeStateParts
  #lock: FolderLock | undefined

  constructor(parts: NodeStateParts) {
    this.#parts = parts
  }

  /** The folder, absolute. Undefined: the state is in memory, and ends with the process. */
  get folder(): string | undefined {
    return this.#parts.stateFolder ?? this.#parts.storeFolder()
  }

  /**
   * Reserves the folder for this node until {@link close}. A folder that cannot hold a lock, for
   * example a read-only one, is used without.
   * @throws ClacksError ERR_CLACKS_STATE_IN_USE, ERR_CLACKS_STATE_FOLDER
   */
  async open(): Promise<void> {
    const { stateFolder, log } = this.#parts
    if (stateFolder === undefined) return
    makeStateFolder(stateFolder)
    const inUse = stateInUse(stateFolder)
    try {
      this.#lock = await lockFolder(stateFolder, () => inUse)
    } catch (thrown) {
      if (thrown === inUse) throw thrown
      log.warn(
        `The state folder ${stateFolder} cannot be locked: make sure that no other node uses it. ${reasonOf(thrown)}`,
      )
    }
  }

  async close(): Promise<void> {
    await this.#lock?.release()
    this.#lock = undefined
  }
}
