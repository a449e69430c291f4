/** The options of the logger. `schema.json` beside the package holds the same, for tools that read options without running a plugin. */
export const LOGGER_OPTIONS = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-logger',
  type: 'object',
  properties: {
    directory: {
      type: 'string',
      minLength: 1,
      default: './logger',
      description:
        'The folder of the log, seen from the folder of the config, without one from the working directory. It is made when it is not there.',
    },
    type: {
      enum: ['all', 'message', 'announce'],
      default: 'all',
      description: 'Which payloads are logged.',
    },
    format: {
      enum: ['files', 'ndjson'],
      default: 'files',
      description:
        'files: one file a payload, `directory/identifier/timestamp`, as clacks-logger writes it. ndjson: one file with one payload a line, which is rotated.',
    },
    file: {
      type: 'string',
      minLength: 1,
      description:
        'For the format ndjson: the file, seen from there too. Default: `clacks.ndjson` in the directory.',
    },
    maxBytes: {
      type: 'integer',
      minimum: 0,
      default: 10_485_760,
      description:
        'For the format ndjson: bytes that one file may hold before the next one begins. 0: any number.',
    },
    maxAge: {
      type: 'integer',
      minimum: 0,
      default: 86_400_000,
      description:
        'For the format ndjson: milliseconds after its first line at which the next line begins a new file. 0: never.',
    },
    keep: {
      type: 'integer',
      minimum: 0,
      maximum: 1_000,
      default: 10,
      description:
        'For the format ndjson: how many older files are kept, as `file.1` (the newest of them), `file.2` and so on.',
    },
    bufferMessages: {
      type: 'integer',
      minimum: 1,
      default: 10_000,
      description:
        'Payloads that may wait in memory to be written; what comes beyond is counted and not logged.',
    },
    bufferBytes: {
      type: 'integer',
      minimum: 1,
      default: 16_777_216,
      description: 'Bytes of payloads that may wait in memory to be written; the same holds.',
    },
  },
  dependencies: { file: { properties: { format: { const: 'ndjson' } } } },
  additionalProperties: false,
} as const
