/** The control channel of a running node, for programs; and the trace of a node in the same process. @module */

export type { Reload } from '../reload/reloader.js'
export { type ConnectOptions, connect } from './connect.js'
export type { Control } from './control.js'
export { describeTapCall } from './describe-tap-call.js'
export type { Refusal } from './methods.js'
export type { EventFilter, NodeEvent } from './node-events.js'
export type { NodeStatus } from './node-status.js'
export type { Hello, Request, Response } from './protocol.js'
export { type FieldChange, type TapCall, traceTaps } from './tap-calls.js'
