/** Options of the dashboard. All are optional. */
export interface DashboardOptions {
  /** The path of the page within the gateway. Default `/dashboard`. */
  readonly prefix?: string
  /** Whether `/` of the gateway leads to the page. Default true. */
  readonly home?: boolean
  /** The origins of the gateways of other nodes that the page may show. Default none. */
  readonly nodes?: readonly string[]
}

/** The options as JSON Schema. `schema.json` is a copy for tools that do not run the plugin. */
export const DASHBOARD_OPTIONS = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-dashboard',
  type: 'object',
  properties: {
    prefix: {
      type: 'string',
      minLength: 2,
      default: '/dashboard',
      description: 'The path of the page within the gateway.',
    },
    home: {
      type: 'boolean',
      default: true,
      description: 'Whether `/` of the gateway leads to the page.',
    },
    nodes: {
      type: 'array',
      items: { type: 'string', pattern: '^https?://[^/\\s;,]+$' },
      maxItems: 100,
      default: [],
      description:
        'The origins of the gateways of other nodes that the page may show, such as `http://127.0.0.1:8082`.',
    },
  },
  additionalProperties: false,
} as const
