import { Clacks } from 'clacks'
import { MESSAGE, measured } from '../wire/measured.cjs'
import { switchMetrics } from './switched.ts'

/** As in `wire/clacks-sender.ts`. */
const STOCK = 2_000

interface SenderSettings {
  readonly key: string
  readonly cert: string
  readonly port: number
  readonly batchMessages: number
}

measured(async ({ key, cert, port, batchMessages }: SenderSettings) => {
  const sendrate = Number.POSITIVE_INFINITY
  const node = new Clacks({ key, cert, port: 0, sendrate, limits: { batchMessages } })
  await node.start()
  switchMetrics(node)
  node.addPeer('localhost', port)
  const refill = (): void => {
    for (let missing = STOCK - node.statistics().queued; missing > 0; missing--) node.enqueue(MESSAGE)
  }
  refill()
  setInterval(refill, 5)
  return { count: () => node.statistics().sent }
})
