import { ClacksError } from 'clacks'
import { expect, it } from 'vitest'
import { JournalKeeper } from '../../src/journal/journal-keeper.js'
import { RecordingLog } from '../recording-log.js'
import { temporaryFolder } from '../temporary-folder.js'
import { message } from './rig.js'
import { SimulatedDisk } from './simulated-disk.js'

it('a journal on a full disk says so once, refuses, and goes on when there is room', async () => {
  const log = new RecordingLog()
  const disk = new SimulatedDisk(() => 0.5)
  const folder = await temporaryFolder()
  const keeper = await JournalKeeper.open({ disk, folder, fsync: 'always', compactAbove: 2 ** 20, log })
  disk.isFull = () => true
  for (const name of ['a', 'b', 'c'])
    await expect(keeper.write([message(name)])).rejects.toThrow('no space left on device')
  expect(() => keeper.writeSoon([message('d')])).toThrow(ClacksError)
  expect(() => keeper.writeSoon([message('d')])).toThrow(/cannot be written: no space left on device/)
  disk.isFull = () => false
  await keeper.write([message('e')])
  keeper.writeSoon([message('f')])
  await keeper.close()
  expect(log.lines).toEqual([
    expect.stringMatching(
      /cannot be written, and is tried again: no space left on device\. Until then messages are refused/,
    ),
    expect.stringMatching(/is written again/),
  ])
})
