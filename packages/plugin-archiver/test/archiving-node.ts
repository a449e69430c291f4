// Run by kills.test.ts in its own process: a node with a journal and an archive that consumes every
// message, and may be killed at any time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Clacks, createLog, drop } from 'clacks'
import { journal } from '../../plugin-journal/src/index.js'
import { archiver } from '../src/index.js'

const [folder = '', port = ''] = process.argv.slice(2)
const node = new Clacks({
  hostname: '127.0.0.1',
  port: Number(port),
  key: readFileSync(join(folder, 'key.pem'), 'utf8'),
  cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
  sendrate: Number.POSITIVE_INFINITY,
  idleAnnounce: 0,
  folder,
  log: createLog('error'),
  plugins: [journal({}), archiver({ onFull: 'block' })],
})
node.hooks.beforeSend.tap('consume', () => drop('consumed'))
process.on('disconnect', () => process.exit())
process.on('message', async () => {
  await node.stop()
  process.exit()
})
await node.start()
process.send?.('started')
