/** What becomes of a message that arrives: passed on, discarded, or left with its sender. */
export type Policy = 'mark' | 'drop' | 'reject'

/** What the signer can be told. All of it may be left out. */
export interface SignerOptions {
  /**
   * The file of the own private key, seen from `ctx.folder`. Default: none, the node only verifies.
   */
  readonly key?: string
  /** What becomes of messages whose signature is wrong. Default `reject`. */
  readonly invalid?: Policy
  /** What becomes of messages without one. Default `mark`. */
  readonly unsigned?: Policy
  /** The field of a message that names its author. Default `author`. */
  readonly authorField?: string
  /** The keys of authors that are known from the start: name -> public key. Default: none. */
  readonly pins?: Readonly<Record<string, string>>
  /** Whether the first key that signs for a name is pinned for it. Default true. */
  readonly trustFirst?: boolean
  /**
   * The file in which keys that were seen first are kept. Default: none, they are forgotten when
   * the node stops.
   */
  readonly pinFile?: string
  /** So many first keys are taken. Default 10,000. */
  readonly maxPins?: number
}

/** Characters, as JSON Schema counts them: code points. Pins must not fill the memory. */
export const MAX_NAME = 200
/**
 * A public key as it stands in messages: 32 bytes in base64url (RFC 4648, section 5), the two spare
 * bits 0. Others would never match.
 */
export const PUBLIC_KEY = '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$'
const POLICY = ['mark', 'drop', 'reject'] as const

/**
 * As JSON Schema. `schema.json` beside the package holds the same, for tools that read options
 * without running a plugin.
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
        'The file of the own private key, seen from the folder of the config, without one from the working directory; made with mode 600 where there is none. Left out: the node only verifies.',
    },
    invalid: {
      enum: POLICY,
      default: 'reject',
      description: 'What becomes of messages whose signature is wrong.',
    },
    unsigned: {
      enum: POLICY,
      default: 'mark',
      description: 'What becomes of messages without a signature.',
    },
    authorField: {
      type: 'string',
      minLength: 1,
      default: 'author',
      description: 'The field of a message that names its author. Without it the key is the author.',
    },
    pins: {
      type: 'object',
      propertyNames: { maxLength: MAX_NAME },
      additionalProperties: { type: 'string', pattern: PUBLIC_KEY },
      default: {},
      description:
        'Authors whose key is known from the start: name (200 characters at most) -> public key (43 characters, base64url).',
    },
    trustFirst: {
      type: 'boolean',
      default: true,
      description:
        'Whether the first key that signs for a name is pinned for it. If not, names without a pin are invalid.',
    },
    pinFile: {
      type: 'string',
      minLength: 1,
      description:
        'The file (JSON), seen from there too, in which keys that were seen first are kept. Left out: they are forgotten when the node stops.',
    },
    maxPins: {
      type: 'integer',
      minimum: 0,
      default: 10_000,
      description:
        'So many first keys are taken; none is given up for another. Further authors are told by their key.',
    },
  },
  additionalProperties: false,
} as const
