/** The `store-thread` that build-programs.ts compiles: threads do not run TypeScript. */
export const WORKER_URL = new URL('../node_modules/.cache/archiver/store-thread.js', import.meta.url)
