import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import type { Random } from '../random.js'
import type { Weights } from '../settings/settings.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** What the table needs from its node. */
export interface PeerTableParts {
  readonly clock: Clock
  readonly random: Random
  readonly settings: { readonly weights: Weights }
  /** Entries, share of one range or source, ms until a lost peer is dead. They may change. */
  readonly bounds: { readonly peers: number; readonly peerShare: number; readonly killtimeout: number }
  /**
   * How many times the share of another range that of a network address may have. Default: once.
   */
  readonly weightOf?: (host: string) => number
  /** The node's own address. */
  readonly self: () => Address
  /** Whether an address may enter. */
  readonly admit: (address: Address, secondHand: boolean) => boolean
  readonly discovered: (record: PeerRecord) => void
  readonly updated: (record: PeerRecord, before: PeerStatus) => void
  /** Another node named an address that was not known, and it entered. */
  readonly introduced?: () => void
  /** A peer was reached for the first time: it can be picked from now on. */
  readonly reached?: (record: PeerRecord) => void
  /** A peer cannot be reached, for a reason that was not reported before. */
  readonly failed?: (record: PeerRecord) => void
  /** An address leads to the node itself. Called once for each. */
  readonly recognised?: (address: Address) => void
}
