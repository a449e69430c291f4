// Run by kills.ts and cost.ts in a process of its own: a node with a journal, which is killed at any moment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks, definePlugin } from 'clacks'
import type { Fsync } from '../src/journal/journal.js'
import { useJournal } from '../src/journal/use-journal.js'

const [folder = '', port = '', fsync = 'always', sendrate = 'Infinity', compactAbove = '20000'] =
  process.argv.slice(2)

process.on('disconnect', () => process.exit())

const journal = definePlugin({
  name: 'journal',
  setup: (ctx) =>
    useJournal(ctx, {
      folder: join(folder, 'journal'),
      fsync: fsync as Fsync,
      interval: 100,
      compactAbove: Number(compactAbove),
    }),
})
const node = new Clacks({
  hostname: '127.0.0.1',
  port: Number(port),
  key: readFileSync(join(folder, 'key.pem'), 'utf8'),
  cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
  sendrate: Number(sendrate),
  idleAnnounce: 0,
  plugins: [fsync !== 'none' && journal()],
})
await node.start()
process.send?.({ peers: Object.keys(node.getPeers().alive).length, queued: node.statistics().queued })
