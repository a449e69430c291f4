/** For so long a node's server keeps a connection that nobody uses: longer than its clients, which are to close it first. */
export const SERVER_KEEP_ALIVE_MS = 15_000

/** For so long a node's client keeps one, where the answers of the server do not say how long it does. */
export const CLIENT_KEEP_ALIVE_MS = 14_000
