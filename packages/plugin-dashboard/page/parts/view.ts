import type { Network } from '../state/network.js'
import type { NodeState } from '../state/node-state.js'

/** What every view gets. */
export interface ViewProps {
  readonly network: Network
  /** The selected node. */
  readonly node: NodeState
}
