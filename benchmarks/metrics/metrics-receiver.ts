import { metrics } from '@clacks/plugin-metrics'
import { Clacks } from 'clacks'
import { measured } from '../wire/measured.cjs'
import { scrapeEverySecond } from './scrape.ts'

/** As in `wire/clacks-receiver.ts`, so that only the metrics differ. */
measured(async ({ key, cert }: { key: string; cert: string }) => {
  const node = new Clacks({
    key,
    cert,
    port: 0,
    sendrate: 0,
    limits: { queueMessages: 1e7, queueBytes: 1e10 },
    plugins: [metrics()],
  })
  await node.start()
  scrapeEverySecond(node)
  return { port: node.address.port, count: () => node.statistics().received }
})
