import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Clacks, createLog } from 'clacks'
import { expect, it, onTestFinished } from 'vitest'
import { gateway } from '../../plugin-gateway/src/index.js'
import { metrics } from '../src/index.js'
import { seriesIn } from './series.js'

it('the gateway serves the metrics at /metrics, to who has its token', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-metrics-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const plugins = [gateway({ port: 0 }), metrics()]
  const node = new Clacks({ port: 0, sendrate: 0, stateFolder: folder, log: createLog('silent'), plugins })
  onTestFinished(() => node.stop())
  await node.start()
  node.enqueue('one')
  const url = `${node.service('gateway')?.origin}/metrics`
  expect((await fetch(url)).status).toBe(401)
  const token = (await readFile(join(folder, 'gateway-token'), 'utf8')).trim()
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(seriesIn(await answer.text()).get('clacks_queue_messages')).toBe(1)
})
