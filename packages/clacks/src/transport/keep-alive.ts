/**
 * Idle time of an inbound connection: longer than on the client side, so that clients close first.
 */
export const SERVER_KEEP_ALIVE_MS = 15_000

/** Idle time of an outbound connection if the answers of the server name none. */
export const CLIENT_KEEP_ALIVE_MS = 14_000
