/**
 * `clacks/testing`: networks of nodes in one process, without sockets and without real time, and
 * contract suites for plugins and transports.
 */

export {
  type Hop,
  type Latency,
  type Loss,
  type LostAcceptance,
  MemoryNetwork,
  type MemoryNetworkOptions,
  type MemoryTransport,
  type MemoryTransportOptions,
  type PendingRequest,
} from '../transport/memory.js'
export { CAPABILITIES } from '../wire/capabilities.js'
export type { ContractCheck } from './contract-check.js'
export type { Duration } from './duration.js'
export type { Failure } from './failures.js'
export { freePort } from './free-port.js'
export type { HistoryOptions } from './history.js'
export { LegacyNode, type LegacyNodeOptions } from './legacy-node.js'
export { createLoopback, Loopback, type LoopbackNode, type LoopbackOptions } from './loopback.js'
export type { Location } from './message-locator.js'
export type { Visit } from './message-records.js'
export {
  createNetwork,
  type LocatedMessage,
  type MessageMatcher,
  Network,
} from './network.js'
export type { NodeOptions } from './network-node.js'
export type { NetworkOptions } from './network-options.js'
export {
  type PluginContract,
  type PluginUnderTest,
  pluginChecks,
  testPlugin,
} from './plugin-contract.js'
export { type LoggedLine, RecordingLog } from './recording-log.js'
export type { Runner } from './runner.js'
export { type Seed, SeededRandom } from './seeded-random.js'
export type { Edge, Topology } from './topology.js'
export { type TransportUnderTest, testTransport, transportChecks } from './transport-contract.js'
export { VirtualClock } from './virtual-clock.js'
