import { afterEach, expect, it } from 'vitest'
import { RecordingLog } from '../../src/testing/recording-log.js'
import { memoryNodes } from './memory-nodes.js'

let nodes = memoryNodes()
afterEach(async () => {
  await nodes.end()
  nodes = memoryNodes()
})

it('the log says once that a peer cannot be reached, and why', async () => {
  const log = new RecordingLog()
  const node = await nodes.start('a', { sendrate: 1, log })
  node.addPeer('nobody', 80)
  node.enqueue('GNU')
  await nodes.clock.advance('5m')
  expect(log.lines).toEqual(['warn: nobody:80 cannot be reached: nobody listens there.'])
})
