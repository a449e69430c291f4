/** What happens to a received message: it is passed on, discarded, or left with its sender. */
export type Policy = 'mark' | 'drop' | 'reject'

/** Options of the signer. All are optional. */
export interface SignerOptions {
  /**
   * The file of the private key, relative to `ctx.folder`. Default: none, the node only verifies.
   */
  readonly key?: string
  /** What happens to messages with an invalid signature. Default `reject`. */
  readonly invalid?: Policy
  /** What happens to messages without a signature. Default `mark`. */
  readonly unsigned?: Policy
  /** The field of a message that names its author. Default `author`. */
  readonly authorField?: string
  /** Authors with a known key: name -> public key. Default: none. */
  readonly pins?: Readonly<Record<string, string>>
  /** Whether the first key that signs for a name is pinned. Default true. */
  readonly trustFirst?: boolean
  /**
   * The file that stores first keys. Default: none, they are forgotten when the node stops.
   */
  readonly pinFile?: string
  /** The maximum number of first keys. Default 10,000. */
  readonly maxPins?: number
}

/** Code points, as JSON Schema counts characters. Pins must not fill the memory. */
export const MAX_NAME = 200
/**
 * A public key as in messages: 32 bytes in base64url (RFC 4648, section 5) with zero padding bits.
 * Any other text would never match.
 */
export const PUBLIC_KEY = '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$'
const POLICY = ['mark', 'drop', 'reject'] as const

/**
 * The options as JSON Schema. `schema.json` is a copy for tools that do not run the plugin.
 */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-signer',
  type: 'object',
  properties: {
    key: {
      type: 'string',
      minLength: 1,
      description:
        'The file of the private key, relative to the folder of the config (or the working directory without a config). It is created with mode 600 if missing. If omitted, the node only verifies.',
    },
    invalid: {
      enum: POLICY,
      default: 'reject',
      description: 'What happens to messages with an invalid signature.',
    },
    unsigned: {
      enum: POLICY,
      default: 'mark',
      description: 'What happens to messages without a signature.',
    },
    authorField: {
      type: 'string',
      minLength: 1,
      default: 'author',
      description:
        'The field of a message that names its author. A message without it is attributed to its key.',
    },
    pins: {
      type: 'object',
      propertyNames: { maxLength: MAX_NAME },
      additionalProperties: { type: 'string', pattern: PUBLIC_KEY },
      default: {},
      description:
        'Authors with a known key: name (at most 200 characters) -> public key (43 characters, base64url).',
    },
    trustFirst: {
      type: 'boolean',
      default: true,
      description:
        'Whether the first key that signs for a name is pinned. Otherwise, names without a pin are invalid.',
    },
    pinFile: {
      type: 'string',
      minLength: 1,
      description:
        'The JSON file that stores first keys, relative to the same folder. If omitted, they are forgotten when the node stops.',
    },
    maxPins: {
      type: 'integer',
      minimum: 0,
      default: 10_000,
      description:
        'The maximum number of first keys. None is evicted: further authors are identified by their key.',
    },
  },
  additionalProperties: false,
} as const
