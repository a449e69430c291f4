import { basename } from 'node:path'
import type { Disk, DiskFile } from '../src/disk.js'

/** A change of a file that is not synced. */
type Change = { readonly at: number; readonly bytes: Buffer } | { readonly size: number }

interface Content {
  /** What reads return. */
  seen: Buffer
  /** What certainly survives a power failure. */
  synced: Buffer
  /** The changes since, in order. Any of them may survive. */
  changes: Change[]
}

/** An operation failed as the test asked. */
export class DiskFull extends Error {
  override readonly message = 'no space left on device'
}

/** An operation. */
interface Step {
  /** The lifetime of the process that requested it. */
  readonly life?: number
  /** Whether it fails on a full disk. */
  readonly takesRoom?: boolean
  /** Performs part of it. */
  readonly partly?: () => unknown
}

/** The power failed, or the process was killed. */
export class Gone extends Error {}

/**
 * A disk that, like a real one, loses unsynced changes in a power failure: any subset of the writes
 * or of their parts, and of the renames. What a failed sync should have saved is lost although it
 * can still be read.
 */
export class SimulatedDisk implements Disk {
  readonly #names = new Map<string, Content>()
  #syncedNames = new Map<string, Content>()
  #nameChanges: ((names: Map<string, Content>) => void)[] = []
  readonly #fraction: () => number
  /** Incremented when the process ends: its pending operations must not continue. */
  #life = 0
  /** Operations until the process ends. The last one is performed in part. */
  operationsLeft = Number.POSITIVE_INFINITY
  /** Whether operations fail because the disk is full. */
  isFull: () => boolean = () => false

  /** @param fraction returns random numbers that decide what survives */
  constructor(fraction: () => number) {
    this.#fraction = fraction
  }

  async makeFolder(): Promise<void> {}

  async list(): Promise<string[]> {
    return Array.from(this.#names.keys(), (path) => basename(path))
  }

  async read(path: string): Promise<Buffer | undefined> {
    const content = this.#names.get(path)
    return content && Buffer.from(content.seen)
  }

  async open(path: string): Promise<DiskFile> {
    await this.#step({ takesRoom: !this.#names.has(path) })
    if (!this.#names.has(path)) {
      const created: Content = { seen: Buffer.alloc(0), synced: Buffer.alloc(0), changes: [] }
      this.#name((names) => names.set(path, created))
    }
    const content = this.#names.get(path)
    if (content === undefined) throw new Error(`${path} does not exist`)
    const life = this.#life
    return {
      write: async (bytes, at) => {
        const copy = Buffer.from(bytes)
        const part = Math.floor(this.#fraction() * copy.length)
        const partly = (): void => apply(content, { at, bytes: copy.subarray(0, part) })
        await this.#step({ life, takesRoom: true, partly })
        apply(content, { at, bytes: copy })
      },
      truncate: async (size) => {
        await this.#step({ life })
        apply(content, { size })
      },
      sync: async () => {
        const seen = content.changes.length
        await this.#step({ life, takesRoom: true, partly: () => content.changes.splice(0, seen) })
        content.synced = applied(content.synced, content.changes.splice(0, seen))
      },
      close: async () => {},
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step()
    const content = this.#names.get(from)
    if (content === undefined) throw new Error(`${from} does not exist`)
    this.#name((names) => {
      names.delete(from)
      names.set(to, content)
    })
  }

  async remove(path: string): Promise<void> {
    await this.#step()
    this.#name((names) => names.delete(path))
  }

  async syncFolder(): Promise<void> {
    await this.#step()
    this.#syncedNames = new Map(this.#names)
    this.#nameChanges = []
  }

  /** Ends the process. All of its changes survive. */
  kill(): void {
    this.#life++
    this.operationsLeft = Number.POSITIVE_INFINITY
  }

  /** Ends the process in a power failure. Unsynced changes survive in part. */
  losePower(): void {
    this.kill()
    for (const change of this.#nameChanges) if (this.#fraction() < 0.5) change(this.#syncedNames)
    this.#names.clear()
    for (const [path, content] of this.#syncedNames) this.#names.set(path, content)
    this.#nameChanges = []
    for (const content of this.#names.values()) {
      const survivors = content.changes.flatMap((change) => this.#survivor(change))
      content.synced = applied(content.synced, survivors)
      content.seen = content.synced
      content.changes = []
    }
  }

  #survivor(change: Change): Change[] {
    const chance = this.#fraction()
    if (chance < 0.3) return []
    if (chance < 0.7 || 'size' in change) return [change]
    return [
      { at: change.at, bytes: change.bytes.subarray(0, Math.floor(this.#fraction() * change.bytes.length)) },
    ]
  }

  #name(change: (names: Map<string, Content>) => void): void {
    change(this.#names)
    this.#nameChanges.push(change)
  }

  async #step({ life = this.#life, takesRoom = false, partly = () => {} }: Step = {}): Promise<void> {
    await undefined
    if (life !== this.#life || this.operationsLeft <= 0) throw new Gone()
    const isLast = --this.operationsLeft === 0
    if (!isLast && !(takesRoom && this.isFull())) return
    partly()
    throw isLast ? new Gone() : new DiskFull()
  }
}

function apply(content: Content, change: Change): void {
  content.changes.push(change)
  content.seen = applied(content.seen, [change])
}

function applied(bytes: Buffer, changes: readonly Change[]): Buffer {
  let result = Buffer.from(bytes)
  for (const change of changes) {
    const size = 'size' in change ? change.size : Math.max(result.length, change.at + change.bytes.length)
    // A gap between the end and a later write is filled with zeros.
    const next = Buffer.alloc(size)
    result.copy(next, 0, 0, Math.min(size, result.length))
    if ('bytes' in change) change.bytes.copy(next, change.at)
    result = next
  }
  return result
}
