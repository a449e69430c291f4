import { metrics } from '@clacks/plugin-metrics'
import { Clacks } from 'clacks'
import { MESSAGE, measured } from '../wire/measured.cjs'
import { scrapeEverySecond } from './scrape.ts'

/** As in `wire/clacks-sender.ts`, so that only the metrics differ. */
const STOCK = 2_000

interface SenderSettings {
  readonly key: string
  readonly cert: string
  readonly port: number
  readonly batchMessages?: number
}

measured(async ({ key, cert, port, batchMessages = 128 }: SenderSettings) => {
  const node = new Clacks({
    key,
    cert,
    port: 0,
    sendrate: Number.POSITIVE_INFINITY,
    limits: { batchMessages },
    plugins: [metrics()],
  })
  await node.start()
  scrapeEverySecond(node)
  node.addPeer('localhost', port)
  const refill = (): void => {
    for (let missing = STOCK - node.statistics().queued; missing > 0; missing--) node.enqueue(MESSAGE)
  }
  refill()
  setInterval(refill, 5)
  return { count: () => node.statistics().sent }
})
