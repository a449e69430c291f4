import { formatAddress } from '../../address.js'
import type { Clock } from '../../clock.js'
import type { Severity } from '../../log/entry.js'
import { priority } from '../../log/journal.js'
import { isLogged, type LogLevel } from '../../log.js'
import { printableJson } from '../../printable.js'
import type { Report, Write } from './report.js'

/** How NDJSON is written. */
export interface JsonStyle {
  /** Events below this level are left out, except that the node has started or stopped. */
  readonly level: LogLevel
  /** Lines start with their priority, for systemd-journald. */
  readonly isJournal: boolean
}

/** Writes NDJSON: one `{ time, level, event, … }` object per line, with an ISO 8601 time. */
export function jsonReport(write: Write, clock: Clock, style: JsonStyle): Report {
  const line = (
    level: Severity,
    event: string,
    fields: Readonly<Record<string, unknown>>,
    message?: string,
  ): void => {
    const time = new Date(clock.now()).toISOString()
    const json = JSON.stringify({ time, level, event, ...fields })
    // The message is JSON text already, possibly nested too deeply for JSON.stringify.
    const whole = message === undefined ? json : `${json.slice(0, -1)},"message":${message}}`
    write(
      `${style.isJournal ? priority(level) : ''}${printableJson(whole)}\n`,
      message === undefined ? 'node' : 'message',
    )
  }
  return {
    started(node, { file }) {
      const { hostname, port } = node.address
      const plugins = node.plugins().map(({ id, name, version }) => ({ id, name, version }))
      line('info', 'started', {
        address: formatAddress(node.address),
        hostname,
        port,
        fingerprint: node.fingerprint,
        config: file,
        plugins,
      })
    },
    happened({ event, peer, message, details }) {
      const level = event === 'skipped' ? 'warn' : 'info'
      if (isLogged(level, style.level)) line(level, event, { peer, ...details }, message)
    },
    stopping() {
      line('info', 'stopping', {})
    },
    stopped(node) {
      line('info', 'stopped', { statistics: node.statistics() })
    },
  }
}
