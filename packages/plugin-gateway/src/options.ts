/** Options of the gateway. All are optional. */
export interface GatewayOptions {
  /** The address to listen at. Default `127.0.0.1`: only programs on this machine reach it. */
  readonly host?: string
  /** The port to listen at; 0 for a free one. Default 8081. */
  readonly port?: number
  /** PEM files, relative to `ctx.folder`, to serve HTTPS instead of HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** The file of the token, relative to `ctx.folder`. Default: in the state folder. */
  readonly tokenFile?: string
  /** Host names under which clients may reach the gateway, besides `host` and loopback. */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages, besides its own, that may use the gateway. */
  readonly allowedOrigins?: readonly string[]
  /** Whether requests that change anything are refused. Default false. */
  readonly readOnly?: boolean
  /** The maximum number of connections. Default 2,000. */
  readonly connections?: number
  /** The maximum number of open event streams. Default 1,000. */
  readonly streams?: number
  /** Unread bytes of one event stream above which events are skipped. Default 65,536. */
  readonly streamBytes?: number
  /** Events kept for clients that connect again. Default 1,000. */
  readonly history?: number
}

/** The options as JSON Schema. `schema.json` is a copy for tools that do not run the plugin. */
export const GATEWAY_OPTIONS = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-gateway',
  type: 'object',
  properties: {
    host: {
      type: 'string',
      minLength: 1,
      default: '127.0.0.1',
      description: 'The address to listen at. With the default, only programs on this machine reach it.',
    },
    port: {
      type: 'integer',
      minimum: 0,
      maximum: 65535,
      default: 8081,
      description: 'The port to listen at; 0 for a free one.',
    },
    tls: {
      type: 'object',
      properties: {
        key: { type: 'string', minLength: 1, description: 'The file of the private key.' },
        cert: { type: 'string', minLength: 1, description: 'The file of the certificate.' },
      },
      required: ['key', 'cert'],
      additionalProperties: false,
      description:
        'PEM files, relative to the folder of the config (or the working directory without one), to serve HTTPS instead of HTTP.',
    },
    tokenFile: {
      type: 'string',
      minLength: 1,
      description:
        'The file of the token, relative to the same folder. Default: `gateway-token` in the state folder. Created with mode 600 if missing.',
    },
    allowedHosts: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description:
        'Host names under which clients may reach the gateway, besides `host` and those of loopback.',
    },
    allowedOrigins: {
      type: 'array',
      items: { type: 'string', pattern: '^https?://[^/]+$' },
      default: [],
      description:
        'Origins of web pages that may use the gateway, besides its own, such as `https://panel.example`.',
    },
    readOnly: {
      type: 'boolean',
      default: false,
      description: 'Whether requests that change anything are refused.',
    },
    connections: {
      type: 'integer',
      minimum: 1,
      default: 2000,
      description: 'The maximum number of connections.',
    },
    streams: {
      type: 'integer',
      minimum: 1,
      default: 1000,
      description: 'The maximum number of open event streams.',
    },
    streamBytes: {
      type: 'integer',
      minimum: 32768,
      default: 65536,
      description: 'Unread bytes of one event stream above which events are skipped and counted.',
    },
    history: {
      type: 'integer',
      minimum: 0,
      default: 1000,
      description: 'The number of events kept for clients that connect again.',
    },
  },
  additionalProperties: false,
} as const

/** The options as the plugin uses them. */
export type ResolvedOptions = Required<Omit<GatewayOptions, 'tls' | 'tokenFile'>> &
  Pick<GatewayOptions, 'tls' | 'tokenFile'>
