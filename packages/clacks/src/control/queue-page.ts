import { componentsOf } from '../node.js'
import type { PluginNode } from '../plugins/plugin-node.js'

/** A page ends with the message that reaches this length. */
const MAX_PAGE = 2 ** 20

/** A part of the queue. */
export interface QueuePage {
  /** The length of the whole queue. */
  readonly total: number
  /** The JSON texts of the messages, with all digits of their numbers, oldest first. */
  readonly messages: readonly string[]
}

/**
 * Some of the queued messages, without those in flight. Messages that do not fit in one page (about
 * 1 MiB) are left for the next one.
 */
export function queuePage(
  node: PluginNode,
  { limit, skip = 0 }: { readonly limit: number; readonly skip?: number },
): QueuePage {
  const { queue } = componentsOf(node)
  const messages: string[] = []
  let length = 0
  let position = 0
  for (const { json } of queue) {
    if (position++ < skip) continue
    if (messages.length >= limit || length >= MAX_PAGE) break
    messages.push(json)
    length += json.length
  }
  return { total: queue.size, messages }
}
