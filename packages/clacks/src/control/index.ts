/** The control channel of a running node, for programs. @module */

export type { Reload } from '../reload/reloader.js'
export { type ConnectOptions, connect } from './connect.js'
export type { Control } from './control.js'
export type { Refusal } from './methods.js'
export type { EventFilter, NodeEvent } from './node-events.js'
export type { NodeStatus } from './node-status.js'
export type { Hello, Request, Response } from './protocol.js'
export type { FieldChange, TapCall } from './tap-calls.js'
