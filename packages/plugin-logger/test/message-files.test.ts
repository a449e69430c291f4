import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MessageFiles } from '../src/message-files.js'
import type { Entry } from '../src/sink.js'
import { filesIn, temporaryFolder } from './temporary-folder.js'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

function entry(identifier: string, time: number, text: string): Entry {
  return { identifier, time, text, bytes: text.length }
}

async function writeAll(sink: MessageFiles, ...entries: Entry[]): Promise<void> {
  for (const one of entries) expect(await sink.write([one])).toBe(1)
}

test('one file per entry, named after its peer and its time', async () => {
  const folder = await temporaryFolder()
  await writeAll(new MessageFiles(folder), entry(A, 5, 'one'), entry(B, 5, 'two'), entry(A, 6, 'three'))
  expect(await filesIn(folder)).toEqual({ [`${A}/5`]: 'one', [`${A}/6`]: 'three', [`${B}/5`]: 'two' })
})

test('entries in the same millisecond are numbered', async () => {
  const folder = await temporaryFolder()
  await writeAll(
    new MessageFiles(folder),
    entry(A, 5, '0'),
    entry(A, 5, '1'),
    entry(B, 5, '0'),
    entry(A, 5, '2'),
  )
  expect(await filesIn(folder)).toEqual({
    [`${A}/5`]: '0',
    [`${A}/5-1`]: '1',
    [`${A}/5-2`]: '2',
    [`${B}/5`]: '0',
  })
})

test('a file of an earlier run, or of another logger, is never overwritten', async () => {
  const folder = await temporaryFolder()
  const [one, other] = [new MessageFiles(folder), new MessageFiles(folder)]
  await writeAll(one, entry(A, 5, 'one'))
  await writeAll(other, entry(A, 5, 'two'))
  await writeAll(one, entry(A, 5, 'three'))
  expect(await filesIn(folder)).toEqual({ [`${A}/5`]: 'one', [`${A}/5-1`]: 'two', [`${A}/5-2`]: 'three' })
})

test('a clock that goes back does not matter', async () => {
  const folder = await temporaryFolder()
  await writeAll(new MessageFiles(folder), entry(A, 6, 'one'), entry(A, 5, 'two'), entry(A, 6, 'three'))
  expect(await filesIn(folder)).toEqual({ [`${A}/5`]: 'two', [`${A}/6`]: 'one', [`${A}/6-1`]: 'three' })
})

test('a failed write leaves nothing behind and can be retried', async () => {
  const folder = await temporaryFolder()
  const sink = new MessageFiles(join(folder, 'log'))
  await writeFile(join(folder, 'log'), 'in the way')
  await expect(sink.prepare()).rejects.toThrow(/EEXIST|ENOTDIR/)
  await expect(sink.write([entry(A, 5, 'one')])).rejects.toThrow(/ENOTDIR|EEXIST|ENOENT/)
  expect(await filesIn(folder)).toEqual({ log: 'in the way' })
})

test('a folder that disappears is created again', async () => {
  const folder = await temporaryFolder()
  const sink = new MessageFiles(join(folder, 'log'))
  await mkdir(join(folder, 'elsewhere'))
  await writeAll(sink, entry(A, 5, 'one'))
  expect(Object.keys(await filesIn(folder))).toEqual([`log/${A}/5`])
})
