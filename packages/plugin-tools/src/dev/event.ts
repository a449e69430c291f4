import type { Log } from 'clacks'

/** The name of the node with the plugin. */
export const HERE = 'here'

/** An event of `clacks-plugin dev`. */
export interface DevEvent {
  readonly event:
    | 'ready'
    | 'sends'
    | 'tap'
    | 'gets'
    | 'refused'
    | 'discarded'
    | 'reloaded'
    | 'kept'
    | 'log'
    | 'crashed'
    | 'answer'
    | 'left'
  /** The node, plugin or file that it is about. */
  readonly who: string
  /** The event in words. */
  readonly text: string
  /** The event as data. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Called with each event. */
export type Report = (event: DevEvent) => void

/** Turns log lines into events. */
export function logTo(report: Report, who: string): Log {
  const write =
    (level: string) =>
    (text: string, details?: object): void =>
      report({ event: 'log', who, text, details: { level, ...(details && { details }) } })
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (name) => logTo(report, name),
  }
}
