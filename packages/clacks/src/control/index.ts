/**
 * The client of the control channel of a running node, and tracing for a node in the same process.
 * @module
 */

export type { PeerReport } from '../peers/snapshots.js'
export type { FieldChange, TapCall } from '../plugins/trace.js'
export type { Reload } from '../reload/reloader.js'
export { type ConnectOptions, connect } from './client/connect.js'
export type { Control } from './client/control.js'
export type { Subscription } from './client/stream.js'
export { describeTapCall } from './describe-tap-call.js'
export type { Hello, Request, Response } from './protocol.js'
export type { Refusal } from './server/methods.js'
export type { EventFilter, NodeEvent } from './server/node-events.js'
export type { NodeStatus } from './server/node-status.js'
export { traceTaps } from './trace-taps.js'
