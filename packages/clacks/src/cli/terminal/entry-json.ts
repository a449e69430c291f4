import { detailsJson, type LogEntry, splitCode } from '../../log/entry.js'
import { priority } from '../../log/journal.js'
import { printableJson } from '../../printable.js'

/**
 * An entry of the log as a line of JSON: an event of the name `log`.
 *
 * @param isJournal whether the line starts with its priority, for systemd-journald
 */
export function entryJson({ time, level, module, text, details }: LogEntry, isJournal: boolean): string {
  const { code, others } = splitCode(details)
  const fields = { time: new Date(time).toISOString(), level, event: 'log', module, code, text }
  const head = JSON.stringify(fields)
  const json = detailsJson(others)
  const whole = json === undefined ? head : `${head.slice(0, -1)},"details":${json}}`
  return `${isJournal ? priority(level) : ''}${printableJson(whole)}\n`
}
