import type { LoadedConfig } from '../../config/read/load-config.js'
import type { NodeEvent } from '../../control/server/node-events.js'
import type { Subject } from '../../log/bounded-output.js'
import type { ClacksNode } from '../../plugins/clacks-node.js'

/** Writes whole lines. */
export type Write = (lines: string, subject: Subject) => void

/** How a command reports what a node does. */
export interface Report {
  started(node: ClacksNode, loaded: LoadedConfig): void
  happened(event: NodeEvent): void
  stopping(): void
  stopped(node: ClacksNode): void
}
