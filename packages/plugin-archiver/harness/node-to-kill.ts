// Run by kills.ts in a process of its own: a node with a journal, which is killed at any moment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks, definePlugin } from 'clacks'
import type { Fsync } from '../src/journal/journal.js'
import { useJournal } from '../src/journal/use-journal.js'

const [folder = '', port = '', fsync = 'always'] = process.argv.slice(2)

process.on('disconnect', () => process.exit())

const journal = definePlugin({
  name: 'journal',
  setup: (ctx) =>
    useJournal(ctx, {
      folder: join(folder, 'journal'),
      fsync: fsync as Fsync,
      interval: 100,
      // So small that it is compacted in every life.
      compactAbove: 20_000,
    }),
})
const node = new Clacks({
  hostname: '127.0.0.1',
  port: Number(port),
  key: readFileSync(join(folder, 'key.pem'), 'utf8'),
  cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
  sendrate: Number.POSITIVE_INFINITY,
  idleAnnounce: 0,
  plugins: [journal()],
})
await node.start()
process.send?.({ peers: Object.keys(node.getPeers().alive).length, queued: node.statistics().queued })
