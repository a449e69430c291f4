import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RecordingLog, VirtualClock } from 'clacks/testing'
import { expect, test } from 'vitest'
import { FailureReporter } from '../src/failure-reporter.js'
import { LogWriter } from '../src/log-writer.js'
import { MessageFiles } from '../src/message-files.js'
import { RotatingFile } from '../src/rotating-file.js'
import type { Entry } from '../src/sink.js'
import { filesIn, linesOf, temporaryFolder } from './temporary-folder.js'

const PLENTY = { entries: 10_000, bytes: 10_000_000 }

function entry(time: number): Entry {
  const text = `${JSON.stringify({ time })}\n`
  return { identifier: 'a'.repeat(64), time, text, bytes: text.length }
}

test('everything pending is on the disk, in order, when close() resolves', async () => {
  const folder = await temporaryFolder()
  const clock = new VirtualClock()
  const after = clock.after.bind(clock)
  const log = new RecordingLog()
  const rotation = { file: join(folder, 'log'), maxBytes: 0, maxAge: 0, keep: 1 }
  const file = new LogWriter(new RotatingFile(rotation), PLENTY, new FailureReporter(log, after), after)
  const files = new LogWriter(new MessageFiles(folder), PLENTY, new FailureReporter(log, after), after)
  const times = Array.from({ length: 500 }, (_, time) => time)
  for (const time of times) for (const writer of [file, files]) writer.add(entry(time))
  await Promise.all([file.close(), files.close()])
  const { log: lines = '', ...rest } = await filesIn(folder)
  expect(linesOf(lines)).toEqual(times.map((time) => ({ time })))
  expect(Object.keys(rest)).toHaveLength(500)
  expect(log.lines).toEqual([])
  expect(clock.pending).toBe(0)
})

test('retries after one second, two, four, and so on up to a minute', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'log')
  await writeFile(directory, 'in the way')
  const clock = new VirtualClock()
  const waits: number[] = []
  let scheduled = (): void => {}
  const after = (milliseconds: number, task: () => void): (() => void) => {
    waits.push(milliseconds)
    const cancel = clock.after(milliseconds, task)
    scheduled()
    return cancel
  }
  const reporter = new FailureReporter(new RecordingLog(), clock.after.bind(clock))
  const isScheduled = new Promise<void>((resolve) => {
    scheduled = resolve
  })
  const writer = new LogWriter(new MessageFiles(directory), PLENTY, reporter, after)
  writer.add(entry(1))
  await isScheduled
  for (let tries = 1; tries < 9; tries++) {
    const again = new Promise<void>((resolve) => {
      scheduled = resolve
    })
    await clock.advance(waits.at(-1) ?? 0)
    await again
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000))
  await rm(directory)
  await writer.close()
  expect(Object.keys(await filesIn(directory))).toHaveLength(1)
})
