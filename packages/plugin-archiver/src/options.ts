import { PERSISTER_SCHEMA, type PersisterOptions } from './persisting/options.js'
import type { OnFull } from './recording/recorder.js'
import type { RetentionLimits } from './retention.js'
import type { Selection } from './selection.js'

/** The options of the archiver. All of them are optional. */
export interface ArchiverOptions extends Selection, Partial<RetentionLimits> {
  /**
   * The file of the archive, relative to `ctx.folder`. Default: `clacks-archive.db` in
   * `ctx.stateFolder`.
   */
  readonly path?: string
  /** The URL of a store, instead of `path`: `sqlite:./file.db`. */
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
  /** The folder for `onFull: 'spill'`. Default: `clacks-archive-spill` in
   * `ctx.stateFolder`. */
  readonly spillPath?: string
  /** Default 1 GiB. */
  readonly spillBytes?: number
  /** In milliseconds. Default 60,000. */
  readonly pruneMs?: number
  /** Puts messages back that were not seen for a while. Default `false`. */
  readonly persister?: boolean | PersisterOptions
}

/** The options with their defaults. */
export type ResolvedOptions = ArchiverOptions & Required<Omit<ArchiverOptions, keyof Selection | 'store'>>

/** The JSON Schema of the options. The package has it as `schema.json`, for other tools. */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-archiver',
  type: 'object',
  properties: {
    path: {
      type: 'string',
      minLength: 1,
      description:
        'The file of the archive, relative to the folder of the config, or without a config to the working directory. Default: `clacks-archive.db` in the state folder of the node.',
    },
    store: {
      type: 'string',
      pattern: '^(sqlite:.|postgres(ql)?://)',
      description:
        'The URL of a store, instead of `path`: `sqlite:./file.db` or `postgres://user:password@host/database`.',
    },
    classes: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description:
        'Only messages of these classes are archived. An empty string selects those without a class.',
    },
    schema: {
      type: 'object',
      description: 'Only messages that are valid against this JSON Schema (draft 7) are archived.',
    },
    filter: {
      description:
        'In code: a function of message, origin and sender. Only messages for which it returns true are archived.',
    },
    onFull: {
      enum: ['block', 'drop-oldest', 'spill'],
      default: 'drop-oldest',
      description:
        'What happens while the buffer is full because the store is too slow. block: the node refuses messages with 503. drop-oldest: the oldest sightings in the buffer are counted and discarded. spill: the buffer is written to files in `spillPath` and archived later; if the disk is too slow as well, messages are refused as with block.',
    },
    bufferMessages: {
      type: 'integer',
      minimum: 1,
      default: 10_000,
      description: 'The most sightings that wait in memory.',
    },
    bufferBytes: {
      type: 'integer',
      minimum: 1,
      default: 67_108_864,
      description: 'The most memory for them, in bytes.',
    },
    batchMessages: {
      type: 'integer',
      minimum: 1,
      default: 1_000,
      description: 'Sightings written in one transaction.',
    },
    batchMs: {
      type: 'integer',
      minimum: 1,
      default: 200,
      description: 'Milliseconds that a sighting waits for others.',
    },
    spillPath: {
      type: 'string',
      minLength: 1,
      description:
        'For onFull spill: the folder, a different one for each node. Created when needed. Default: `clacks-archive-spill` in the state folder of the node.',
    },
    spillBytes: {
      type: 'integer',
      minimum: 1,
      default: 1_073_741_824,
      description:
        'For onFull spill: the most bytes in all its files. Beyond that the oldest are counted and discarded.',
    },
    maxAge: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'Milliseconds after the last sighting after which a message is removed from the archive. 0: never.',
    },
    maxMessages: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'The most messages in the archive. Beyond that the least recently seen are removed. 0: unlimited.',
    },
    maxBytes: {
      type: 'integer',
      minimum: 0,
      default: 0,
      description:
        'The most bytes of JSON text in the archive. Beyond that the least recently seen are removed. 0: unlimited.',
    },
    pruneMs: {
      type: 'integer',
      minimum: 1_000,
      default: 60_000,
      description: 'Milliseconds between two checks of these limits.',
    },
    persister: PERSISTER_SCHEMA,
  },
  additionalProperties: false,
} satisfies { properties: Record<keyof ArchiverOptions, object>; [keyword: string]: unknown }
