/** The compiled `store-thread`, beside the compiled code that uses it. */
export const WORKER_URL = new URL('./store-thread.js', import.meta.url)
