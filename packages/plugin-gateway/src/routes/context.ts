import type { Log, PluginContext, PluginNode } from 'clacks'
import type { TapCall } from 'clacks/control'
import type { Access } from '../access.js'
import type { EventHub } from '../events/event-hub.js'
import type { TimedEvent } from '../events/event-text.js'
import type { ResolvedOptions } from '../options.js'
import type { Sessions } from '../sessions.js'

declare module 'fastify' {
  /** What the OpenAPI document says about a route. */
  interface FastifySchema {
    /** Leaves the route out. */
    hide?: boolean
    operationId?: string
    tags?: readonly string[]
    summary?: string
    description?: string
    security?: readonly Readonly<Record<string, readonly string[]>>[]
  }
}

/** What the routes of the gateway use. */
export interface RouteParts {
  readonly node: PluginNode
  readonly log: Log
  readonly options: ResolvedOptions
  readonly after: PluginContext['after']
  readonly clock: PluginContext['clock']
  readonly access: Access
  readonly sessions: Sessions
  readonly secure: boolean
  readonly events: EventHub<TimedEvent>
  readonly taps: EventHub<TapCall>
  /** Whether the node is about to stop. */
  readonly isStopping: () => boolean
}
