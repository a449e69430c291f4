import { existsSync } from 'node:fs'
import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RotatingFile, type Rotation } from '../src/rotating-file.js'
import type { Entry } from '../src/sink.js'
import { filesIn, linesOf, temporaryFolder } from './temporary-folder.js'

function line(time: number, filler = 0): Entry {
  const text = `${JSON.stringify({ time, filler: 'x'.repeat(filler) })}\n`
  return { identifier: '', time, text, bytes: text.length }
}

async function writeAll(sink: RotatingFile, entries: Entry[]): Promise<void> {
  const left = [...entries]
  while (left.length > 0) left.splice(0, await sink.write(left))
}

function at(file: string, rotation: Partial<Rotation> = {}): RotatingFile {
  return new RotatingFile({ file, maxBytes: 0, maxAge: 0, keep: 3, ...rotation })
}

/** The times of the lines of each file. */
async function timesIn(folder: string): Promise<Record<string, number[]>> {
  const files = Object.entries(await filesIn(folder))
  return Object.fromEntries(
    files.map(([name, text]) => [
      name,
      linesOf(text).map((value) =>
        typeof value === 'object' && value !== null && 'time' in value ? Number(value.time) : -1,
      ),
    ]),
  )
}

test('appends lines, also to the file of an earlier run', async () => {
  const folder = await temporaryFolder()
  await writeAll(at(join(folder, 'deep', 'log')), [line(1), line(2)])
  await writeAll(at(join(folder, 'deep', 'log')), [line(3)])
  expect(await timesIn(folder)).toEqual({ 'deep/log': [1, 2, 3] })
})

test('rotates before a file exceeds its maximum size, and keeps the given number of files', async () => {
  const folder = await temporaryFolder()
  const sink = at(join(folder, 'log'), { maxBytes: 2 * line(1).bytes, keep: 2 })
  await writeAll(
    sink,
    [1, 2, 3, 4, 5, 6, 7].map((time) => line(time)),
  )
  expect(await timesIn(folder)).toEqual({ log: [7], 'log.1': [5, 6], 'log.2': [3, 4] })
})

test('keeps no old file with keep: 0', async () => {
  const folder = await temporaryFolder()
  await writeAll(at(join(folder, 'log'), { maxBytes: 1, keep: 0 }), [line(1), line(2), line(3)])
  expect(await timesIn(folder)).toEqual({ log: [3] })
})

test('removes files beyond a lowered number', async () => {
  const folder = await temporaryFolder()
  const lines = [1, 2, 3, 4, 5, 6].map((time) => line(time))
  await writeAll(at(join(folder, 'log'), { maxBytes: 1, keep: 5 }), lines)
  await writeAll(at(join(folder, 'log'), { maxBytes: 1, keep: 2 }), [line(7)])
  expect(await timesIn(folder)).toEqual({ log: [7], 'log.1': [6], 'log.2': [5] })
})

test('a line longer than the maximum size gets a file of its own', async () => {
  const folder = await temporaryFolder()
  const sink = at(join(folder, 'log'), { maxBytes: 100 })
  await writeAll(sink, [line(1), line(2, 500), line(3)])
  expect(await timesIn(folder)).toEqual({ log: [3], 'log.1': [2], 'log.2': [1] })
})

test('rotates by the age of the first line, also in the file of an earlier run', async () => {
  const folder = await temporaryFolder()
  await writeAll(at(join(folder, 'log'), { maxAge: 1_000 }), [line(10_000), line(10_999)])
  await writeAll(at(join(folder, 'log'), { maxAge: 1_000 }), [line(10_999), line(11_000), line(11_001)])
  expect(await timesIn(folder)).toEqual({ log: [11_000, 11_001], 'log.1': [10_000, 10_999, 10_999] })
})

test('rotates a file that starts in the future, because the clock was set back, and then goes on', async () => {
  const folder = await temporaryFolder()
  await writeAll(at(join(folder, 'log'), { maxAge: 1_000 }), [line(1_000_000), line(10_000), line(10_001)])
  expect(await timesIn(folder)).toEqual({ log: [10_000, 10_001], 'log.1': [1_000_000] })
})

test('a file that was moved away or removed is recreated', async () => {
  const folder = await temporaryFolder()
  const sink = at(join(folder, 'log'))
  await writeAll(sink, [line(1)])
  await rename(join(folder, 'log'), join(folder, 'moved'))
  await writeAll(sink, [line(2)])
  await rm(join(folder, 'log'))
  await writeAll(sink, [line(3)])
  expect(await timesIn(folder)).toEqual({ log: [3], moved: [1] })
})

test('a partial line of a process that died does not damage the next one', async () => {
  const folder = await temporaryFolder()
  const sink = at(join(folder, 'log'))
  await writeAll(sink, [line(1)])
  await appendFile(join(folder, 'log'), '{"time":2,"pe')
  await writeAll(sink, [line(3)])
  expect((await filesIn(folder)).log).toBe(`${line(1).text}{"time":2,"pe\n${line(3).text}`)
})

test('an interrupted rotation loses nothing', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'log'), line(3).text)
  await writeFile(join(folder, 'log.2'), line(2).text)
  await writeFile(join(folder, 'log.3'), line(1).text)
  await writeAll(at(join(folder, 'log'), { maxBytes: 1 }), [line(4)])
  expect(await timesIn(folder)).toEqual({ log: [4], 'log.1': [3], 'log.2': [2], 'log.3': [1] })
})

test('nothing is written while rotation fails', async () => {
  const folder = await temporaryFolder()
  const sink = at(join(folder, 'log'), { maxBytes: 1, keep: 1 })
  await writeAll(sink, [line(1)])
  await mkdir(join(folder, 'log.1', 'in the way'), { recursive: true })
  await expect(sink.write([line(2)])).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/)
  await rm(join(folder, 'log.1'), { recursive: true })
  await writeAll(sink, [line(2)])
  expect(await timesIn(folder)).toEqual({ log: [2], 'log.1': [1] })
})

test('a folder in place of the file is not moved away', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'log', 'of another program'), { recursive: true })
  await expect(at(join(folder, 'log'), { maxBytes: 1 }).write([line(1)])).rejects.toThrow(/EISDIR|EPERM/)
  expect(existsSync(join(folder, 'log', 'of another program'))).toBe(true)
})

// A device that is always full; only Linux and FreeBSD have it.
if (existsSync('/dev/full')) {
  test('a disk that is full, and later is not', async () => {
    const folder = await temporaryFolder()
    const sink = at(join(folder, 'log'), { maxBytes: 10, maxAge: 1 })
    await symlink('/dev/full', join(folder, 'log'))
    await expect(sink.write([line(1)])).rejects.toThrow('ENOSPC')
    await expect(sink.write([line(1)])).rejects.toThrow('ENOSPC')
    await rm(join(folder, 'log'))
    await writeAll(sink, [line(1), line(2)])
    expect(await timesIn(folder)).toEqual({ log: [2], 'log.1': [1] })
  })
}
