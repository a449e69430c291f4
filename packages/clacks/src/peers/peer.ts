import type { Address } from '../address.js'

/** Whether a peer can be reached, as far as we know (specification, "Peer Statuses"). */
export type PeerStatus = 'new' | 'alive' | 'lost' | 'dead' | 'ignored'

/** Another node that this node knows. A snapshot: changes to it have no effect. */
export interface Peer extends Address {
  /**
   * Lower-case hex SHA-256 of `hostname + port`, as clacks-p2p computes it, so that logs and
   * archives line up.
   */
  readonly identifier: string
  readonly status: PeerStatus
  /** When the status last changed, in milliseconds since 1970. */
  readonly time: number
}
