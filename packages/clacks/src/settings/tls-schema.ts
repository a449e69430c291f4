import type { SchemaObject } from 'ajv'

/** JSON Schema of the TLS options that the constructor and a config share. */
export const tlsSchema = {
  trust: {
    enum: ['tofu', 'ca', 'pin', 'none'],
    default: 'tofu',
    description:
      'How the key of a peer is checked: `tofu` pins the first key seen for an address, `ca` verifies against authorities, `pin` accepts the listed keys only, `none` accepts any key.',
  },
  keys: {
    type: 'array',
    items: { type: 'string', pattern: '^(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$' },
    description: 'SHA-256 of the public keys (hex) that trust `pin` accepts.',
  },
} as const satisfies Record<string, SchemaObject>
