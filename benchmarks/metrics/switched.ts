import { metrics } from '@clacks/plugin-metrics'
import type { Clacks } from 'clacks'

/**
 * Adds metrics to a node on the message `with`, and removes them on `without`. They are collected
 * each second: fifteen times as often as Prometheus does by default.
 */
export function switchMetrics(node: Clacks): void {
  let timer: NodeJS.Timeout | undefined
  process.on('message', async (message) => {
    if (message === 'with') {
      await node.use(metrics())
      timer = setInterval(() => void node.service('metrics')?.text(), 1_000)
    }
    if (message === 'without') {
      clearInterval(timer)
      await node.remove('metrics')
    }
  })
}
