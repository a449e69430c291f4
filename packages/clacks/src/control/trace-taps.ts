import type { Clock } from '../clock.js'
import { type Clacks, componentsOf } from '../node.js'
import { type TapCall, traceTaps as traceTapsOf } from '../plugins/trace.js'

/**
 * Reports what each tap of a plugin does to each message, until the returned function is called.
 * Taps that are not traced have no overhead.
 */
export function traceTaps(node: Clacks, clock: Clock, report: (call: TapCall) => void): () => void {
  return traceTapsOf(componentsOf(node).host, clock, report)
}
