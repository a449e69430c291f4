import { basename } from 'node:path'
import type { Disk, DiskFile } from '../../src/journal/disk.js'

/** Something that was done to a file, and is not synced. */
type Change = { readonly at: number; readonly bytes: Buffer } | { readonly cut: number }

interface Content {
  /** What is read as long as there is power. */
  seen: Buffer
  /** What survives the loss of power in any case. */
  synced: Buffer
  /** What was done since, in order: any part of it may survive. */
  changes: Change[]
}

/** The operation failed as the test wanted. */
export class DiskFull extends Error {
  override readonly message = 'no space left on device'
}

/** One operation. */
interface Step {
  /** The life of the process that asks for it. */
  readonly life?: number
  /** It fails where the disk is full. */
  readonly takesRoom?: boolean
  /** Does a part of it. */
  readonly partly?: () => unknown
}

/** The power is gone, or the process. */
export class Gone extends Error {}

/**
 * A disk that forgets on the loss of power what was not synced, as a real one does: any choice of writes, also parts of them, and any
 * choice of the changes of names. What a sync that failed was to save is never saved, though it can be read.
 */
export class SimulatedDisk implements Disk {
  readonly #names = new Map<string, Content>()
  #syncedNames = new Map<string, Content>()
  #nameChanges: ((names: Map<string, Content>) => void)[] = []
  readonly #fraction: () => number
  /** Grows when the power fails: what ran before must not go on. */
  #life = 0
  /** Operations from now until the end; the operation with which it comes is done in part. */
  operationsLeft = Number.POSITIVE_INFINITY
  /** Whether an operation fails for want of room. */
  isFull: () => boolean = () => false

  /** @param fraction decides what survives */
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
    if (content === undefined) throw new Error(`${path} is not there`)
    const life = this.#life
    return {
      write: async (bytes, at) => {
        const copy = Buffer.from(bytes)
        const part = Math.floor(this.#fraction() * copy.length)
        const partly = (): void => note(content, { at, bytes: copy.subarray(0, part) })
        await this.#step({ life, takesRoom: true, partly })
        note(content, { at, bytes: copy })
      },
      cut: async (size) => {
        await this.#step({ life })
        note(content, { cut: size })
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
    if (content === undefined) throw new Error(`${from} is not there`)
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

  /** The process is gone, and what it did is there. */
  kill(): void {
    this.#life++
    this.operationsLeft = Number.POSITIVE_INFINITY
  }

  /** The power is gone: what was not synced is there in part. */
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
    const lot = this.#fraction()
    if (lot < 0.3) return []
    if (lot < 0.7 || 'cut' in change) return [change]
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

function note(content: Content, change: Change): void {
  content.changes.push(change)
  content.seen = applied(content.seen, [change])
}

function applied(bytes: Buffer, changes: readonly Change[]): Buffer {
  let result = Buffer.from(bytes)
  for (const change of changes) {
    const size = 'cut' in change ? change.cut : Math.max(result.length, change.at + change.bytes.length)
    // What lies between the end and a later write is zeros.
    const next = Buffer.alloc(size)
    result.copy(next, 0, 0, Math.min(size, result.length))
    if ('bytes' in change) change.bytes.copy(next, change.at)
    result = next
  }
  return result
}
