import { PERSISTER_SCHEMA, type PersisterOptions } from './persisting/options.js'
import type { OnFull } from './recording/recorder.js'
import type { RetentionLimits } from './retention.js'
import type { Selection } from './selection.js'

/** What the archiver can be told. All of it may be left out. */
export interface ArchiverOptions extends Selection, Partial<RetentionLimits> {
  /** The file of the archive, seen from `ctx.folder`. Default `./clacks-archive.db`. */
  readonly path?: string
  /** The store, in place of a file: `sqlite:./file.db`. */
  readonly store?: string
  /** Default `drop-oldest`. */
  readonly onFull?: OnFull
  /** Default 10,000. */
  readonly bufferMessages?: number
  /** Default 64 MiB. */
  readonly bufferBytes?: number
  /** Default 1,000. */
  readonly batchMessages?: number
  /** In milliseconds. Default 200. */
  readonly batchMs?: number
  /** The folder for `onFull: 'spill'`. Default: beside the file, or `./clacks-archive-spill`. */
  readonly spillPath?: string
  /** Default 1 GiB. */
  readonly spillBytes?: number
  /** In milliseconds. Default 60,000. */
  readonly pruneMs?: number
  /** Puts messages back that were not seen for a while. Default false. */
  readonly persister?: boolean | PersisterOptions
}

/** All of them, defaults filled in. */
export type ResolvedOptions = ArchiverOptions & Required<Omit<ArchiverOptions, keyof Selection | 'store'>>

/** As JSON Schema. `schema.json` beside the package holds the same, for tools that read options without running a plugin. */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-archiver',
  type: 'object',
  properties: {
    path: {
      type: 'string',
      minLength: 1,
      default: './clacks-archive.db',
      description:
        'The file of the archive, seen from the folder of the config, without one from the working directory.',
    },
    store: {
      type: 'string',
      pattern: '^(sqlite:.|postgres(ql)?://)',
      description:
        'Another store in place of `path`: `sqlite:./file.db` or `postgres://user:password@host/database`.',
    },
    classes: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description:
        'Only messages of these classes are archived; the empty text stands for those without a class.',
    },
    schema: {
      type: 'object',
      description: 'Only messages that are valid against this JSON Schema (draft 7) are archived.',
    },
    filter: {
      description:
        'In code: a function of message, origin and sender; only where it returns true the message is archived.',
    },
    onFull: {
      enum: ['block', 'drop-oldest', 'spill'],
      default: 'drop-oldest',
      description:
        'What happens while the store is slower than the messages and the buffer is full. block: the node refuses messages with 503. drop-oldest: the oldest sightings in the buffer are counted and forgotten. spill: the buffer is written to files in `spillPath`, and read from there later; while that is slower still, messages are refused as with block.',
    },
    bufferMessages: {
      type: 'integer',
      minimum: 1,
      default: 10_000,
      description: 'Sightings that may wait in memory to be written.',
    },
    bufferBytes: {
      type: 'integer',
      minimum: 1,
      default: 67_108_864,
      description: 'Bytes of memory that they may take.',
    },
    batchMessages: {
      type: 'integer',
      minimum: 1,
      default: 1_000,
      description: 'Sightings that are written at once.',
    },
    batchMs: {
      type: 'integer',
      minimum: 1,
      default: 200,
      description: 'Milliseconds that a sighting waits for others to be written with.',
    },
    spillPath: {
      type: 'string',
      minLength: 1,
      default: './clacks-archive-spill',
      description: 'For onFull spill: the folder, one for each node. It is made when it is needed.',
    },
    spillBytes: {
      type: 'integer',
      minimum: 1,
      default: 1_073_741_824,
      description:
        'For onFull spill: bytes that all files in it may take together; beyond that the oldest go, and are counted.',
    },
    maxAge: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'Milliseconds after which a message that was not seen again is removed from the archive. 0: never.',
    },
    maxMessages: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'Messages that the archive may hold; beyond that the longest unseen are removed. 0: any number.',
    },
    maxBytes: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'Bytes of JSON text that it may hold; beyond that the longest unseen are removed. 0: any number.',
    },
    pruneMs: {
      type: 'integer',
      minimum: 1_000,
      default: 60_000,
      description: 'Milliseconds from one look at these limits to the next.',
    },
    persister: PERSISTER_SCHEMA,
  },
  additionalProperties: false,
} satisfies { properties: Record<keyof ArchiverOptions, object>; [keyword: string]: unknown }
