import { createHash } from 'node:crypto'
import { definePlugin, drop } from 'clacks'

/** A piece of a file. Below 15,000 bytes it goes through every clacks-p2p. */
export interface Chunk {
  readonly class: 'chunk'
  /** SHA-256 of the whole file. */
  readonly file: string
  readonly number: number
  readonly of: number
  /** SHA-256 of this piece. */
  readonly hash: string
  /** In base64. */
  readonly data: string
}

/** Files that go through the network in pieces. */
export interface Files {
  /** Puts a file in the network; gives its SHA-256, under which others ask for it. */
  send(bytes: Uint8Array): string
  /** Collects a file from now on; fulfilled with the file when it is whole and its hash is right. */
  receive(file: string): Promise<Buffer>
  /** Numbers of the chunks in the order in which they came, those that came twice included; and how often some were asked for again. */
  readonly came: readonly number[]
  readonly asked: number
}

declare module 'clacks' {
  interface Services {
    files: Files
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Splits files into chunks, and makes files of chunks. Chunks that are lost are asked for again, by a message of their number. */
export default definePlugin({
  name: 'files',
  options: {
    type: 'object',
    properties: {
      chunkBytes: { type: 'integer', minimum: 1, default: 8_000 },
      askAgainMs: {
        type: 'integer',
        minimum: 1,
        default: 5_000,
        description: 'After so long without a new chunk.',
      },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, every, provide }, { chunkBytes, askAgainMs }) {
    const offered = new Map<string, readonly Chunk[]>()
    const wanted = new Map<
      string,
      { chunks: Map<number, Buffer>; of: number; fresh: boolean; done: (file: Buffer) => void }
    >()
    const came: number[] = []
    let asked = 0

    hooks.received.tap(({ message }) => {
      if (isRequest(message) && offered.has(message.file)) {
        for (const number of new Set(message.missing)) node.enqueue(offered.get(message.file)?.[number])
        return drop('it was for me')
      }
      const file = isChunk(message) ? wanted.get(message.file) : undefined
      if (file === undefined || !isChunk(message)) return undefined
      const bytes = Buffer.from(message.data, 'base64')
      if (sha256(bytes) !== message.hash) return drop('the chunk is damaged')
      came.push(message.number)
      file.fresh ||= !file.chunks.has(message.number)
      file.chunks.set(message.number, bytes)
      file.of = message.of
      const whole = file.chunks.size === file.of ? Buffer.concat(inOrder(file.chunks)) : undefined
      if (whole !== undefined && sha256(whole) === message.file) file.done(whole)
      return drop('it is where it was going')
    })

    every(askAgainMs, () => {
      for (const [file, { chunks, of, fresh }] of wanted) {
        // As long as none has come nobody knows how many there are: the first one tells.
        const missing = Array.from({ length: Math.max(1, of) }, (_, number) => number).filter(
          (number) => !chunks.has(number),
        )
        if (!fresh && missing.length > 0) {
          asked++
          node.enqueue({ class: 'missing', file, missing })
        }
        const entry = wanted.get(file)
        if (entry !== undefined) entry.fresh = false
      }
    })

    provide('files', {
      came,
      get asked() {
        return asked
      },
      send(bytes) {
        const chunks = chunksOf(bytes, chunkBytes)
        const file = sha256(bytes)
        offered.set(file, chunks)
        for (const chunk of chunks) node.enqueue(chunk)
        return file
      },
      receive: (file) =>
        new Promise((done) => wanted.set(file, { chunks: new Map(), of: 0, fresh: true, done })),
    })
  },
})

function chunksOf(bytes: Uint8Array, size: number): Chunk[] {
  const of = Math.max(1, Math.ceil(bytes.length / size))
  return Array.from({ length: of }, (_, number) => {
    const piece = bytes.subarray(number * size, (number + 1) * size)
    const data = Buffer.from(piece).toString('base64')
    return { class: 'chunk', file: sha256(bytes), number, of, hash: sha256(piece), data }
  })
}

function inOrder(chunks: ReadonlyMap<number, Buffer>): Buffer[] {
  return [...chunks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)
}

function isChunk(message: unknown): message is Chunk {
  const { class: name, file, number, of, hash, data } = Object(message)
  const texts = [file, hash, data].every((each) => typeof each === 'string')
  return (
    name === 'chunk' &&
    texts &&
    Number.isInteger(of) &&
    of <= 10_000 &&
    Number.isInteger(number) &&
    number >= 0 &&
    number < of
  )
}

function isRequest(message: unknown): message is { file: string; missing: readonly number[] } {
  const { class: name, file, missing } = Object(message)
  return name === 'missing' && typeof file === 'string' && Array.isArray(missing)
}
