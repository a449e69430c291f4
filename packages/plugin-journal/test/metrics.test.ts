import { Clacks } from 'clacks'
import { expect, it, onTestFinished } from 'vitest'
import { metrics } from '../../plugin-metrics/src/index.js'
import { journal } from '../src/index.js'
import { RecordingLog } from './recording-log.js'
import { temporaryFolder } from './temporary-folder.js'

async function seriesOf(node: Clacks): Promise<Record<string, number>> {
  const text = (await node.service('metrics')?.text()) ?? ''
  return Object.fromEntries(
    [...text.matchAll(/^(clacks_journal_(?!.*_bucket)\w+) (\S+)$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]),
  )
}

it.each(['before', 'after'])('a journal adds its metrics if it is set up %s them', async (when) => {
  const folder = await temporaryFolder()
  const plugins = [journal({ folder }), metrics()]
  const node = new Clacks({
    port: 0,
    sendrate: 0,
    log: new RecordingLog(),
    plugins: when === 'before' ? plugins : plugins.toReversed(),
  })
  onTestFinished(() => node.stop())
  await node.start()
  node.enqueue('one')
  node.enqueue('two')
  await expect.poll(() => seriesOf(node)).toMatchObject({ clacks_journal_write_duration_seconds_count: 1 })
  const series = await seriesOf(node)
  expect(series).toMatchObject({
    clacks_journal_messages: 2,
    clacks_journal_write_failures_total: 0,
    clacks_journal_compactions_total: 0,
  })
  expect(series.clacks_journal_bytes).toBeGreaterThan(10)
  expect(series.clacks_journal_write_duration_seconds_sum).toBeGreaterThan(0)
  await node.use(journal({ folder, compactAbove: 0 }))
  expect(await seriesOf(node)).toMatchObject({ clacks_journal_messages: 2 })
  await node.remove('journal')
  expect(await seriesOf(node)).toEqual({})
})
