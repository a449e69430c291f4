import { expect, it } from 'vitest'
import { entryJson } from '../../src/cli/terminal/entry-json.js'
import { BoundedOutput, MAX_WAITING, type OutputStream } from '../../src/log/bounded-output.js'
import type { LogEntry } from '../../src/log/entry.js'
import { entryText } from '../../src/log/entry-text.js'
import { isJournal } from '../../src/log/journal.js'
import { type LogLevel, logTo } from '../../src/log.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const PLAIN = { coloured: false, isTerminal: false, isJournal: false }
const ENTRY: LogEntry = { time: 0, level: 'warn', module: 'archiver', text: 'full' }

it('an entry has its time, level and module, and on a terminal only the time of day', () => {
  expect(entryText(ENTRY, PLAIN)).toBe('1970-01-01T00:00:00.000Z WARN  archiver: full\n')
  expect(entryText(ENTRY, { ...PLAIN, isTerminal: true })).toMatch(
    /^\d\d:\d\d:\d\d WARN {2}archiver: full\n$/,
  )
  expect(entryText(ENTRY, { ...PLAIN, coloured: true })).toContain('\u001b')
})

it('an entry shows its code, and details of any kind', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const of = (details: object): string => entryText({ ...ENTRY, details }, { ...PLAIN, isJournal: true })
  expect(of({ code: 'ERR_X', of: 10n, cause: new Error('no') })).toBe(
    '<4>WARN  archiver: full (ERR_X) {"of":"10","cause":"no"}\n',
  )
  expect(of(circular)).toBe('<4>WARN  archiver: full {"details":"(not JSON)"}\n')
})

it('each line of an entry has a priority in the journal', () => {
  const style = { ...PLAIN, isJournal: true }
  expect(entryText({ ...ENTRY, text: 'one\ntwo' }, style)).toBe('<4>WARN  archiver: one\n<4>  two\n')
  expect(isJournal(1, '0:0')).toBe(false)
  expect(isJournal(1, undefined)).toBe(false)
})

it('equal entries are counted after the first 100 in 10 s', async () => {
  const clock = new VirtualClock()
  const texts: string[] = []
  const level: LogLevel = 'info'
  const sink = { level, write: ({ text }: LogEntry) => void texts.push(text) }
  const log = logTo(sink, clock).child('p')
  for (let index = 0; index < 250; index++) log.warn('again')
  log.debug('not at this level')
  log.warn('other')
  expect(texts).toHaveLength(101)
  await clock.advance(10_000)
  expect(texts.at(-1)).toBe('again (150 more like this in 10 s)')
  log.warn('again')
  expect(texts).toHaveLength(103)
})

/** A stream whose reader and errors are those of the test. */
class Stream implements OutputStream {
  writableLength = 0
  error: NodeJS.ErrnoException | undefined
  readonly lines: string[] = []
  drain = (): void => {}

  write(text: string, written: (error?: Error | null) => void): boolean {
    if (this.error === undefined) this.lines.push(text)
    written(this.error)
    return true
  }

  on(event: 'error' | 'drain', listener: () => void): this {
    if (event === 'drain') this.drain = listener
    return this
  }
}

function output(): { stream: Stream; output: BoundedOutput; failures: unknown[] } {
  const stream = new Stream()
  const failures: unknown[] = []
  const events = {
    dropped: (lines: number) => `${lines} dropped`,
    failed: ({ code }: NodeJS.ErrnoException) => void failures.push(code),
  }
  return { stream, output: new BoundedOutput(stream, events), failures }
}

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code })

it('an output drops and counts lines while its reader is slow', () => {
  const { stream, output: out, failures } = output()
  out.write('one', 'message')
  stream.writableLength = MAX_WAITING + 1
  out.write('two', 'message')
  // Not before the reader has read everything: the lines that are missing are in one place.
  stream.writableLength = 1
  out.write('three', 'message')
  stream.drain()
  out.write('four', 'message')
  expect(stream.lines).toEqual(['one', '2 dropped', 'four'])
  expect(failures).toEqual([])
})

it('an output full of lines about messages has room for those about the node, up to a limit', () => {
  const { stream, output: out } = output()
  stream.writableLength = MAX_WAITING + 1
  out.write('received', 'message')
  out.write('started')
  stream.writableLength = 2 * MAX_WAITING + 1
  out.write('warning')
  expect(stream.lines).toEqual(['started'])
  stream.writableLength = 0
  stream.drain()
  expect(stream.lines).toEqual(['started', '2 dropped'])
})

it('an output that is full reports it once, and tries again', () => {
  const { stream, output: out, failures } = output()
  stream.error = failure('ENOSPC')
  for (const line of ['one', 'two']) out.write(line)
  stream.error = undefined
  out.write('three')
  expect(stream.lines).toEqual(['three', '2 dropped'])
  expect(failures).toEqual(['ENOSPC'])
})

it('an output whose reader has gone is not written again', () => {
  const { stream, output: out, failures } = output()
  stream.error = failure('EPIPE')
  out.write('one')
  stream.error = undefined
  out.write('two')
  expect(stream.lines).toEqual([])
  expect(failures).toEqual(['EPIPE'])
})

it('escapes what an error quotes, as text and as JSON', () => {
  const evil = '\u001b]0;owned\u0007\u009b31m\u202e'
  const entry = { ...ENTRY, text: evil, details: { cause: new Error(evil) } }
  const json = entryJson(entry, false)
  for (const line of [entryText(entry, PLAIN), json]) expect(line).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(json)).toMatchObject({ text: evil, details: { cause: evil } })
})
