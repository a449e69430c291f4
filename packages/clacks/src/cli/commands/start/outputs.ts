import { systemClock } from '../../../clock.js'
import { reasonOf } from '../../../errors.js'
import { BoundedOutput, droppedText, isGone } from '../../../log/bounded-output.js'
import { type LogEntry, NODE } from '../../../log/entry.js'
import { entryText } from '../../../log/entry-text.js'
import { type EntryWriter, entriesTo, styleOf } from '../../../log/standard-error.js'
import { neverBlock, outputTo } from '../../../log/standard-stream.js'
import { type Log, type LogLevel, logTo } from '../../../log.js'
import { entryJson } from '../../terminal/entry-json.js'
import { jsonReport } from '../../terminal/json-report.js'
import type { Report, Write } from '../../terminal/report.js'
import { isRepetition, screenReport } from '../../terminal/screen-report.js'
import { onStdoutError } from '../../terminal/stdout-error.js'

/** Where `clacks start` reports what its node does. */
export interface Outputs {
  readonly report: Report
  readonly log: Log
  /** What is reported. May change at any time. */
  level: LogLevel
}

/**
 * Opens the outputs of `clacks start`. As JSON, everything goes to standard output. Otherwise
 * events go there, and the log to standard error. If one of them is slow, full or closed, the
 * node goes on: lines are dropped and counted, and the other one reports it.
 */
export function openOutputs(json: boolean): Outputs {
  const { stdout, stderr } = process
  stdout.off('error', onStdoutError)
  neverBlock(stdout)
  neverBlock(stderr)
  const style = styleOf(stdout)
  const shown = (entry: LogEntry): string =>
    json ? entryJson(entry, style.isJournal) : entryText(entry, style)
  const output: BoundedOutput = new BoundedOutput(outputTo(stdout), {
    dropped: (lines) => shown(warning(droppedText(lines))),
    failed: (error) => errors.write(warning(failedText('Standard output', error))),
  })
  const errors: EntryWriter = entriesTo(stderr, (error) =>
    output.write(shown(warning(failedText('Standard error', error)))),
  )
  const state: { level: LogLevel } = { level: 'info' }
  const current = {
    ...style,
    folder: process.cwd(),
    get level() {
      return state.level
    },
    get columns() {
      return stdout.columns
    },
  }
  const write: Write = (lines, subject) => output.write(lines, subject)
  const sink = {
    get level() {
      return state.level
    },
    write: (entry: LogEntry) => (json ? output.write(shown(entry)) : errors.write(entry)),
  }
  return {
    report: json
      ? jsonReport(write, systemClock, current)
      : withoutRepetitions(screenReport(write, systemClock, current)),
    log: logTo(sink, systemClock),
    get level() {
      return state.level
    },
    set level(level) {
      state.level = level
    },
  }
}

/** People do not need the events that another event or the log reports as well. */
function withoutRepetitions(report: Report): Report {
  return {
    ...report,
    happened(event) {
      if (!isRepetition(event) && event.event !== 'pluginFailed') report.happened(event)
    },
  }
}

function warning(text: string): LogEntry {
  return { time: systemClock.now(), level: 'warn', module: NODE, text }
}

function failedText(name: string, error: NodeJS.ErrnoException): string {
  return isGone(error)
    ? `${name} is closed. The node keeps running without it.`
    : `${name} cannot be written: ${reasonOf(error)}. Lines are dropped until it can.`
}
