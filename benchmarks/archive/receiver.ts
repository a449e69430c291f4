import { archiver } from '@clacks/plugin-archiver'
import { Clacks } from 'clacks'
import { measured } from '../wire/measured.cjs'

/** @param path of the archive; left out: there is none */
measured(async ({ key, cert, path }: { key: string; cert: string; path?: string }) => {
  const node = new Clacks({
    key,
    cert,
    port: 0,
    sendrate: 0,
    limits: { queueMessages: 1e7, queueBytes: 1e10 },
    plugins: path === undefined ? [] : [archiver({ path })],
  })
  await node.start()
  return { port: node.address.port, count: () => node.statistics().received }
})
