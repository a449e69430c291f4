import { hasCode } from '../errors.js'
import { componentsOf } from '../node.js'
import type { PluginNode } from '../plugins/plugin-node.js'

/**
 * Enqueues a message as this JSON text. Waits while the queue is full, until the signal.
 *
 * @param waiting called each time that it has to wait
 * @returns false if the text is not a message, or if nothing was queued until the signal
 * @throws ClacksError as `enqueueJson`, but not ERR_CLACKS_QUEUE_FULL
 */
export async function enqueueWhenRoom(
  node: PluginNode,
  json: string,
  signal: AbortSignal,
  waiting: () => void = () => {},
): Promise<boolean> {
  const { queue } = componentsOf(node)
  while (!signal.aborted) {
    try {
      return node.enqueueJson(json)
    } catch (thrown) {
      if (!hasCode(thrown, 'ERR_CLACKS_QUEUE_FULL')) throw thrown
    }
    waiting()
    await queue.whenRoom(Buffer.byteLength(json), signal)
  }
  return false
}
