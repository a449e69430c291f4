/**
 * The single modules we use of two packages whose entry would load ten times as much before a node listens. They are
 * no part of what these packages promise: both are pinned to one version, and become part of the build.
 */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici'
  export default Client
}

declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  import { RateLimiterMemory } from 'rate-limiter-flexible'
  export default RateLimiterMemory
}
