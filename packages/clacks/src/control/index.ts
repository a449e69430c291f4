/**
 * The client of the control channel of a running node; and what the channel shows and does, for a
 * node in the same process: an application's, or `ctx.node` of a plugin.
 * @module
 */

export type { PeerReport } from '../peers/snapshots.js'
export type { FieldChange, TapCall } from '../plugins/trace.js'
export type { Reload } from '../reload/reloader.js'
export { type ConnectOptions, connect } from './client/connect.js'
export type { Control } from './client/control.js'
export type { Subscription } from './client/stream.js'
export { describeTapCall } from './describe-tap-call.js'
export { enqueueWhenRoom } from './enqueue-when-room.js'
export { peerReports, pinnedKeys } from './peer-reports.js'
export type { Hello, Request, Response } from './protocol.js'
export { type QueuePage, queuePage } from './queue-page.js'
export type { Refusal } from './server/methods.js'
export { type EventFilter, matches, type NodeEvent, observeEvents } from './server/node-events.js'
export { type NodeStatus, statusOf } from './server/node-status.js'
export { traceTaps } from './trace-taps.js'
