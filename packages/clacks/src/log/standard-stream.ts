import { fstatSync, writeSync } from 'node:fs'
import type { OutputStream } from './bounded-output.js'

/** A standard stream as an output: whole lines, also if it is a file on a disk that is full. */
export function outputTo(stream: NodeJS.WriteStream & { readonly fd: number }): OutputStream {
  return isFile(stream.fd) ? new FileStream(stream.fd) : stream
}

/**
 * Makes a terminal hold bytes in memory instead of stopping the process while it is paused
 * (Ctrl-S, or the copy mode of tmux). Does nothing for other streams.
 */
export function neverBlock(stream: NodeJS.WriteStream): void {
  // Node.js offers no public way. Without it, a paused terminal stops the process as before.
  const handle: unknown = Reflect.get(stream, '_handle')
  if (stream.isTTY && isBlockable(handle)) handle.setBlocking(false)
}

/**
 * Writes to a file. If only a part of a line fits on the disk, the rest of it comes first when
 * there is space again.
 */
class FileStream implements OutputStream {
  readonly writableLength = 0
  readonly #fd: number
  #rest: Buffer = Buffer.alloc(0)

  constructor(fd: number) {
    this.#fd = fd
  }

  write(text: string, written: (error?: Error | null) => void): boolean {
    try {
      this.#flush()
      this.#rest = Buffer.from(text)
      const { length } = this.#rest
      try {
        this.#flush()
      } finally {
        // A line of which nothing was written is dropped as a whole.
        if (this.#rest.length === length) this.#rest = Buffer.alloc(0)
      }
      written()
    } catch (thrown) {
      written(thrown instanceof Error ? thrown : new Error(String(thrown)))
    }
    return true
  }

  /** Files are written at once: there is nothing to wait for. */
  on(): this {
    return this
  }

  #flush(): void {
    while (this.#rest.length > 0) this.#rest = this.#rest.subarray(writeSync(this.#fd, this.#rest))
  }
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

function isBlockable(handle: unknown): handle is { setBlocking(isBlocking: boolean): void } {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'setBlocking' in handle &&
    typeof handle.setBlocking === 'function'
  )
}
