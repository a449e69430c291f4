import { Clacks, createLog, systemClock } from 'clacks'
import { observeEvents, traceTaps } from 'clacks/control'
import { Access } from '../src/access.js'
import { EventHub } from '../src/events/event-hub.js'
import { eventText, tapCallText } from '../src/events/event-text.js'
import type { ResolvedOptions } from '../src/options.js'
import type { RouteParts } from '../src/routes/context.js'
import { Sessions } from '../src/sessions.js'
import { Secret } from '../src/token.js'

const OPTIONS: ResolvedOptions = {
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  allowedOrigins: [],
  readOnly: false,
  connections: 10,
  streams: 10,
  streamBytes: 65_536,
  history: 0,
}

/** What the routes use, of a node that is not started: for those who only read their schemas. */
export function routeParts(): RouteParts {
  const node = new Clacks()
  const sessions = new Sessions(systemClock)
  const { after } = systemClock
  const token = new Secret('of nobody')
  const hub = { nameOf: () => 'event', run: 'run', history: 0, after }
  return {
    node,
    log: createLog('silent'),
    options: OPTIONS,
    after,
    clock: systemClock,
    access: new Access({ options: OPTIONS, scheme: 'http', token, sessions, port: () => 0 }),
    sessions,
    secure: false,
    events: new EventHub({
      ...hub,
      observe: (report) => observeEvents(node, (event) => report({ ...event, time: 0 })),
      textOf: eventText,
    }),
    taps: new EventHub({
      ...hub,
      observe: (report) => traceTaps(node, systemClock, report),
      textOf: tapCallText,
    }),
    isStopping: () => false,
  }
}
