import { formatAddress } from '../../address.js'
import type { Clock } from '../../clock.js'
import type { Report } from './report.js'

/** Writes NDJSON: one `{ time, event, … }` object per line, with an ISO 8601 time. */
export function jsonReport(write: (text: string) => void, clock: Clock): Report {
  const line = (event: string, fields: Readonly<Record<string, unknown>>, message?: string): void => {
    const time = new Date(clock.now()).toISOString()
    const json = JSON.stringify({ time, event, ...fields })
    // The message is JSON text already, possibly nested too deeply for JSON.stringify.
    write(message === undefined ? `${json}\n` : `${json.slice(0, -1)},"message":${message}}\n`)
  }
  return {
    started(node, { file }) {
      const { hostname, port } = node.address
      const plugins = node.plugins().map(({ id, name, version }) => ({ id, name, version }))
      line('started', {
        address: formatAddress(node.address),
        hostname,
        port,
        fingerprint: node.fingerprint,
        config: file,
        plugins,
      })
    },
    happened({ event, peer, message, details }) {
      line(event, { peer, ...details }, message)
    },
    stopping() {
      line('stopping', {})
    },
    stopped(node) {
      line('stopped', { statistics: node.statistics() })
    },
  }
}
