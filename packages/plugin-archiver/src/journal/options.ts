import type { Fsync } from './journal.js'

/** What the option `journal` can be told. */
export interface JournalOptions {
  /** Default `./clacks-journal`. */
  readonly folder?: string
  /** Default `always`. */
  readonly fsync?: Fsync
  /** For fsync `interval`, in milliseconds. Default 1,000. */
  readonly interval?: number
  /** A journal with fewer bytes than this is not compacted. Default 8 MiB. */
  readonly compactAbove?: number
}

/** The option `journal` as JSON Schema. Left out, there is no journal; `{}` is one with all defaults. */
export const JOURNAL_SCHEMA = {
  type: 'object',
  description:
    'The durable queue: the messages of the node, its peers and their pins survive the end of its process. Left out: they do not.',
  properties: {
    folder: {
      type: 'string',
      minLength: 1,
      default: './clacks-journal',
      description:
        'The folder of the journal, seen from the folder of the config, without one from the working directory; one for each node. It is made when it is not there.',
    },
    fsync: {
      enum: ['always', 'interval', 'never'],
      default: 'always',
      description:
        'always: a message that was answered 200 survives the loss of power. interval: the loss of power may take those of the last `interval` milliseconds. never: those that the system has not written by itself yet, half a minute as a rule. A process that is killed loses nothing in any case.',
    },
    interval: {
      type: 'integer',
      minimum: 1,
      default: 1_000,
      description: 'For fsync interval: milliseconds.',
    },
    compactAbove: {
      type: 'integer',
      minimum: 0,
      default: 8_388_608,
      description:
        'A journal with more bytes than this is written anew, without what has left, when that makes it half as large.',
    },
  },
  additionalProperties: false,
} as const
