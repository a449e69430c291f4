import { expect, it } from 'vitest'
import { Clacks, definePlugin } from '../../src/index.js'
import { RecordingLog } from '../../src/testing/index.js'

it('records level, name, text and details', () => {
  const log = new RecordingLog()
  log.info('started', { port: 8080 })
  log.child('tower').child('logger').warn('The disk is full.')
  expect(log.lines).toEqual(['info: started', 'warn tower:logger: The disk is full.'])
  expect(log.entries).toEqual([
    { level: 'info', name: '', text: 'started', details: { port: 8080 } },
    { level: 'warn', name: 'tower:logger', text: 'The disk is full.', details: undefined },
  ])
})

it('records what the plugins of a node log', async () => {
  const log = new RecordingLog()
  const node = new Clacks({ log })
  await node.use(definePlugin({ name: 'shy', setup: (ctx) => ctx.log.debug('here') })())
  expect(log.lines).toContain('debug shy: here')
})
