/**
 * The options of the journal. `schema.json` beside the package has the same content, for tools that
 * read options without running a plugin.
 */
export const JOURNAL_OPTIONS = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-journal',
  type: 'object',
  properties: {
    folder: {
      type: 'string',
      minLength: 1,
      description:
        'The folder of the journal, relative to the folder of the config, or to the working directory without one. Default: `clacks-journal` in the state folder. Created if missing. Each node needs its own.',
    },
    fsync: {
      enum: ['always', 'interval', 'never'],
      default: 'always',
      description:
        'always: a message that was answered 200 survives a power failure. interval: a power failure may lose the messages of the last `interval` milliseconds. never: it may lose what the operating system has not written yet, usually the last 30 seconds. Killing the process never loses a message.',
    },
    interval: {
      type: 'integer',
      minimum: 1,
      default: 1_000,
      description: 'Milliseconds between two syncs with `fsync: interval`.',
    },
    compactAbove: {
      type: 'integer',
      minimum: 0,
      default: 8_388_608,
      description: 'A journal larger than this many bytes is compacted if that at least halves its size.',
    },
  },
  additionalProperties: false,
} as const
