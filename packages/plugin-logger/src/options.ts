/** The options of the logger. `schema.json` is a copy for tools that do not run the plugin. */
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
        'The folder of the log, relative to the folder of the config (or the working directory without a config). It is created if missing.',
    },
    type: {
      enum: ['all', 'message', 'announce'],
      default: 'all',
      description: 'Which payloads to log.',
    },
    format: {
      enum: ['files', 'ndjson'],
      default: 'files',
      description:
        'files: one file per payload, `directory/identifier/timestamp`, like clacks-logger. ndjson: one rotated file with one payload per line.',
    },
    file: {
      type: 'string',
      minLength: 1,
      description:
        'With ndjson: the path of the file, relative to the same folder. Default: `clacks.ndjson` in the directory.',
    },
    maxBytes: {
      type: 'integer',
      minimum: 0,
      default: 10_485_760,
      description: 'With ndjson: the maximum size of a file in bytes. 0: no limit.',
    },
    maxAge: {
      type: 'integer',
      minimum: 0,
      default: 86_400_000,
      description:
        'With ndjson: the maximum age of a file in milliseconds, counted from its first line. 0: no limit.',
    },
    keep: {
      type: 'integer',
      minimum: 0,
      maximum: 1_000,
      default: 10,
      description:
        'With ndjson: the number of old files to keep, as `file.1` (the newest), `file.2` and so on.',
    },
    bufferMessages: {
      type: 'integer',
      minimum: 1,
      default: 10_000,
      description:
        'The maximum number of payloads in memory that are not written yet. Further payloads are counted, but not logged.',
    },
    bufferBytes: {
      type: 'integer',
      minimum: 1,
      default: 16_777_216,
      description: 'The same limit in bytes.',
    },
  },
  dependencies: { file: { properties: { format: { const: 'ndjson' } } } },
  additionalProperties: false,
} as const
