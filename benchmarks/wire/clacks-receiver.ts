import { Clacks } from 'clacks'
import { measured } from './measured.cjs'

measured(async ({ key, cert }: { key: string; cert: string }) => {
  const node = new Clacks({
    key,
    cert,
    port: 0,
    sendrate: 0,
    limits: { queueMessages: 1e7, queueBytes: 1e10 },
  })
  await node.start()
  return { port: node.address.port, count: () => node.statistics().received }
})
