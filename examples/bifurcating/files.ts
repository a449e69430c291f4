import { createHash } from 'node:crypto'
import { definePlugin, drop } from 'clacks'

/** A piece of a file. Up to 15,000 bytes every clacks-p2p can carry it. */
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

/** Sends and receives files in chunks. */
export interface Files {
  /** Sends a file and returns its SHA-256, by which others request it. */
  send(bytes: Uint8Array): string
  /** Collects the chunks of a file; resolves when the file is complete and its hash is correct. */
  receive(file: string): Promise<Buffer>
  /** Numbers of the received chunks in order of arrival, repeated ones included. */
  readonly received: readonly number[]
  /** How often missing chunks were requested. */
  readonly requests: number
}

declare global {
  interface ClacksServices {
    files: Files
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Splits files into chunks and reassembles them. A message requests the missing chunks. */
export default definePlugin({
  name: 'files',
  options: {
    type: 'object',
    properties: {
      chunkBytes: { type: 'integer', minimum: 1, default: 8_000 },
      requestAfterMs: {
        type: 'integer',
        minimum: 1,
        default: 5_000,
        description: 'Requests missing chunks after this long without a new one.',
      },
    },
    additionalProperties: false,
  },
  setup({ hooks, node, every, provide }, { chunkBytes, requestAfterMs }) {
    const offered = new Map<string, readonly Chunk[]>()
    const wanted = new Map<
      string,
      { chunks: Map<number, Buffer>; of: number; fresh: boolean; done: (file: Buffer) => void }
    >()
    const received: number[] = []
    let requests = 0

    hooks.received.tap(({ message }) => {
      if (isRequest(message) && offered.has(message.file)) {
        for (const number of new Set(message.missing)) node.enqueue(offered.get(message.file)?.[number])
        return drop('it was for me')
      }
      const file = isChunk(message) ? wanted.get(message.file) : undefined
      if (file === undefined || !isChunk(message)) return undefined
      const bytes = Buffer.from(message.data, 'base64')
      if (sha256(bytes) !== message.hash) return drop('the chunk is damaged')
      received.push(message.number)
      file.fresh ||= !file.chunks.has(message.number)
      file.chunks.set(message.number, bytes)
      file.of = message.of
      const whole = file.chunks.size === file.of ? Buffer.concat(inOrder(file.chunks)) : undefined
      if (whole !== undefined && sha256(whole) === message.file) file.done(whole)
      return drop('it has arrived')
    })

    every(requestAfterMs, () => {
      for (const [file, { chunks, of, fresh }] of wanted) {
        // The number of chunks is unknown until the first one arrives.
        const missing = Array.from({ length: Math.max(1, of) }, (_, number) => number).filter(
          (number) => !chunks.has(number),
        )
        if (!fresh && missing.length > 0) {
          requests++
          node.enqueue({ class: 'missing', file, missing })
        }
        const entry = wanted.get(file)
        if (entry !== undefined) entry.fresh = false
      }
    })

    provide('files', {
      received,
      get requests() {
        return requests
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
