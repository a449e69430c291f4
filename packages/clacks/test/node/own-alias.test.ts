import { afterEach, expect, it } from 'vitest'
import { RecordingLog } from '../../src/testing/recording-log.js'
import { memoryNodes } from './memory-nodes.js'

const { clock, start, end } = memoryNodes()
afterEach(end)

it('a node does not send to itself under another name, and says so once', async () => {
  const log = new RecordingLog()
  const a = await start('127.0.0.1', { peers: ['localhost:80', 'b:80'], log, sendrate: 10 })
  await start('b', { sendrate: 10 })
  a.enqueue('GNU')
  await clock.advance('1m')
  const peers = Object.values(a.getPeers()).flatMap((byIdentifier) => Object.values(byIdentifier))
  expect(peers.map(({ hostname }) => hostname)).toEqual(['b'])
  expect(a.statistics().failed).toBeLessThanOrEqual(1)
  const lines = log.entries.filter(({ text }) => text.includes('localhost:80'))
  expect(lines).toEqual([
    expect.objectContaining({
      text: 'localhost:80 is this node under another name: it is not used as a peer.',
    }),
  ])
})
