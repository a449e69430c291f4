import { expect, it } from 'vitest'
import { CheckedFile } from '../src/checked-file.js'
import { DiskFull, SimulatedDisk } from './simulated-disk.js'

it('keeps the text that was saved last, if an earlier one could not be saved', async () => {
  const disk = new SimulatedDisk(() => 0)
  const failures: unknown[] = []
  const file = new CheckedFile(disk, '/journal/peers.json', (thrown) => failures.push(thrown))
  await file.save('first')
  disk.isFull = () => true
  await file.save('second')
  expect(failures).toEqual([expect.any(DiskFull)])
  disk.isFull = () => false
  await file.save('first')
  file.retry()
  await file.settled()
  const again = new CheckedFile(disk, '/journal/peers.json', () => {})
  expect(await again.load()).toEqual({ text: 'first' })
})
