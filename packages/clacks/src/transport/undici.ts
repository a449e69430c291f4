/**
 * The one place that imports undici: only its `Client`, since the entry of the package would load
 * ten times as much before a node listens.
 */
export type { buildConnector, Dispatcher } from 'undici'
export { default as Client } from 'undici/lib/dispatcher/client.js'
