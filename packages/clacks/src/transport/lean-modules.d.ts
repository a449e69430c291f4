/**
 * Single modules of two packages whose entry would load ten times as much before a node listens.
 * They are not public API: both packages are pinned to one version and bundled. Imported in one
 * place each, `undici.ts` and `request-rate.ts`.
 */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici'
  export default Client
}

declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  import { RateLimiterMemory } from 'rate-limiter-flexible'
  export default RateLimiterMemory
}
