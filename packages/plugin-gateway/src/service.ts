import type { Readable } from 'node:stream'
import type { PluginContext } from 'clacks'

declare global {
  interface ClacksServices {
    gateway: Gateway
  }
}

/** A request to a route of another plugin. */
export interface GatewayRequest {
  readonly method: string
  /** The path and the query. */
  readonly url: string
  /** The `:name` parts of the path. */
  readonly params: Readonly<Record<string, string>>
  /** The query; a name that occurs several times is a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** By name in lower case. Without `authorization` and `cookie`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The parsed JSON; undefined without a body. */
  readonly body: unknown
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
}

/** What a route of another plugin answers, if not JSON with status 200. */
export interface GatewayAnswer {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A stream is read as fast as the client reads. */
  readonly raw: string | Buffer | Readable
}

/** A route of another plugin. */
export interface GatewayRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path within the mount, such as `/`, `/search` or `/items/:id`. */
  readonly path: string
  /** Whether it needs no token. Host and Origin are checked anyway. Default false. */
  readonly public?: boolean
  /** JSON Schemas (draft 7) that requests must match, or they are answered 400. */
  readonly schema?: {
    readonly body?: object
    readonly querystring?: object
    readonly params?: object
  }
  /**
   * Returns what is answered as JSON, or a {@link GatewayAnswer}. A ClacksError is answered as a
   * problem with its code; anything else that it throws with 500.
   */
  handler(request: GatewayRequest): unknown
}

/** Static files of another plugin, which need no token. */
export interface GatewayFiles {
  /** The folder, absolute. Its files are listed once: later ones are not served. */
  readonly folder: string
  /** Origins besides its own that the pages may connect to, for their content security policy. */
  readonly connect?: readonly string[]
  /** Whether `/` of the gateway leads to these files. Default false. */
  readonly home?: boolean
}

/** What a plugin adds to the gateway. */
export interface GatewayMount {
  /** One or more segments, such as `/dashboard`. Not `/v1`, nor that of another plugin. */
  readonly prefix: string
  readonly routes?: readonly GatewayRoute[]
  readonly files?: GatewayFiles
}

/** The service `gateway`. */
export interface Gateway {
  /** Where it listens: `http://127.0.0.1:8081`. */
  readonly origin: string
  /** Whether requests that change anything are refused. */
  readonly readOnly: boolean
  /**
   * Adds routes and files under a prefix, until the plugin goes. Methods other than GET are refused
   * where the gateway is read-only.
   * @param owner the context of the plugin
   * @returns a function that removes them before
   * @throws ClacksError ERR_CLACKS_GATEWAY if the prefix is taken or not allowed
   */
  mount(owner: Pick<PluginContext, 'id' | 'onClose'>, mount: GatewayMount): Promise<() => void>
}
