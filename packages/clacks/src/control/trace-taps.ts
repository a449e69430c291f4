import type { Clock } from '../clock.js'
import { componentsOf } from '../node.js'
import type { PluginNode } from '../plugins/plugin-node.js'
import { type TapCall, traceTaps as traceTapsOf } from '../plugins/trace.js'

/**
 * Reports what each tap of a plugin does to each message, until the returned function is called.
 * Taps that are not traced have no overhead.
 */
export function traceTaps(
  node: PluginNode,
  clock: Pick<Clock, 'now' | 'monotonic'>,
  report: (call: TapCall) => void,
): () => void {
  return traceTapsOf(componentsOf(node).host, clock, report)
}
