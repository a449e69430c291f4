import type { Clock } from '../clock.js'
import { HOST_TAP } from '../hooks/attribution.js'
import type { Departure } from '../hooks/departure.js'
import type { HookName, HookSignatures, Hooks } from '../hooks/hooks.js'
import type { Reception } from '../hooks/reception.js'
import { isDepartureVerdict, isReceptionVerdict } from '../hooks/valid-verdict.js'
import { type DepartureVerdict, drop, type ReceptionVerdict } from '../hooks/verdict.js'
import { isNothing } from '../queue/intake.js'
import { Decider } from './decide.js'
import { Line } from './line.js'
import { ask, observe, observeInTurn } from './observe.js'

/** What plugins have tapped, hook by hook. */
export type Lines = { readonly [Name in HookName]: Line<Parameters<HookSignatures[Name]>> }

/** Makes the line of each hook; each taps its raw hook when its first tap comes, so that a hook without taps stays unused. */
export function makeLines(hooks: Hooks, clock: Clock): Lines {
  const receptions = new Decider<Reception, ReceptionVerdict>(clock, {
    accepts: isReceptionVerdict,
    conclude: ({ message }, id) => (isNothing(message) ? drop(`message removed by ${id}`) : undefined),
  })
  const departures = new Decider<Departure, DepartureVerdict>(clock, {
    accepts: isDepartureVerdict,
    conclude: () => undefined,
  })
  return {
    received: new Line('received', (line) =>
      hooks.received.tapAsync(HOST_TAP, (reception, done) => receptions.decide(line, reception, done)),
    ),
    queued: new Line('queued', (line) => hooks.queued.tap(HOST_TAP, (...args) => observe(clock, line, args))),
    beforeSend: new Line('beforeSend', (line) =>
      hooks.beforeSend.tapAsync(HOST_TAP, (departure, done) => departures.decide(line, departure, done)),
    ),
    admitPeer: new Line('admitPeer', (line) =>
      hooks.admitPeer.tap(HOST_TAP, (...args) => ask(clock, line, args)),
    ),
    peerDiscovered: new Line('peerDiscovered', (line) =>
      hooks.peerDiscovered.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    peerUpdated: new Line('peerUpdated', (line) =>
      hooks.peerUpdated.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    announced: new Line('announced', (line) =>
      hooks.announced.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    sent: new Line('sent', (line) => hooks.sent.tap(HOST_TAP, (...args) => observe(clock, line, args))),
    sendFailed: new Line('sendFailed', (line) =>
      hooks.sendFailed.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    discarded: new Line('discarded', (line) =>
      hooks.discarded.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    pluginFailed: new Line('pluginFailed', (line) =>
      hooks.pluginFailed.tap(HOST_TAP, (...args) => observe(clock, line, args)),
    ),
    started: new Line('started', (line) =>
      hooks.started.tapPromise(HOST_TAP, () => observeInTurn(clock, line, [])),
    ),
    stopping: new Line('stopping', (line) =>
      hooks.stopping.tapPromise(HOST_TAP, () => observeInTurn(clock, line, [])),
    ),
  }
}
