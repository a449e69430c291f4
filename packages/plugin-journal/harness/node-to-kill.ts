// Run by kills.ts and cost.ts in its own process: a node with a journal that may be killed at any
// time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks } from 'clacks'
import { journal } from '../src/index.js'
import type { Fsync } from '../src/journal.js'

const [folder = '', port = '', fsync = 'always', sendrate = 'Infinity', compactAbove = '20000'] =
  process.argv.slice(2)

process.on('disconnect', () => process.exit())

const options = {
  folder: join(folder, 'journal'),
  fsync: fsync as Fsync,
  interval: 100,
  compactAbove: Number(compactAbove),
}
const node = new Clacks({
  hostname: '127.0.0.1',
  port: Number(port),
  key: readFileSync(join(folder, 'key.pem'), 'utf8'),
  cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
  sendrate: Number(sendrate),
  idleAnnounce: 0,
  plugins: [fsync !== 'none' && journal(options)],
})
await node.start()
process.send?.({ peers: Object.keys(node.getPeers().alive).length, queued: node.statistics().queued })
