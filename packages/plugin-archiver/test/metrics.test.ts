import { join } from 'node:path'
import { createNetwork } from 'clacks/testing'
import { expect, it } from 'vitest'
import { metrics } from '../../plugin-metrics/src/index.js'
import { archiver } from '../src/index.js'
import { temporaryFolder } from './temporary-folder.js'

it('an archive adds its metrics, and a second one does with a label of its own', async () => {
  const folder = await temporaryFolder()
  await using network = await createNetwork({
    nodes: 1,
    patient: true,
    options: { sendrate: 0, idleAnnounce: 0 },
    plugins: [
      archiver({ path: join(folder, 'one.db') }),
      metrics(),
      archiver({ path: join(folder, 'two.db'), classes: ['none'] }, { id: 'second' }),
    ],
  })
  const node = network.node(0)
  for (const message of ['one', 'two', 'two']) node.enqueue(message)
  await network.advance('5s')
  const text = (await node.service('metrics')?.text()) ?? ''
  const series = Object.fromEntries(
    [...text.matchAll(/^clacks_archive_(\S+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  )
  expect(series).toEqual({
    'recorded_total{plugin="archiver"}': 3,
    'recorded_total{plugin="second"}': 0,
    'waiting_messages{plugin="archiver"}': 0,
    'waiting_messages{plugin="second"}': 0,
    'missed_total{plugin="archiver"}': 0,
    'missed_total{plugin="second"}': 0,
    'put_back_total{plugin="archiver"}': 0,
    'put_back_total{plugin="second"}': 0,
    'failing{plugin="archiver"}': 0,
    'failing{plugin="second"}': 0,
  })
})
