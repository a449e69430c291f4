import type { Log } from 'clacks'

/** The name of the node that has the plugin. */
export const HERE = 'here'

/** Something that happened while a plugin is tried out. */
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
  /** The node, plugin or file that it happened to. */
  readonly who: string
  /** What it was, for people. */
  readonly text: string
  /** What it was, for programs. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Is told what happens. */
export type Tell = (event: DevEvent) => void

/** A log whose lines are events. */
export function logTo(tell: Tell, who: string): Log {
  const say =
    (level: string) =>
    (text: string, details?: object): void =>
      tell({ event: 'log', who, text, details: { level, ...(details && { details }) } })
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: (name) => logTo(tell, name),
  }
}
