import type { Clock } from '../clock.js'
import { HOST_TAP } from '../hooks/attribution.js'
import type { Departure } from '../hooks/departure.js'
import type { HookName, HookSignatures, Hooks } from '../hooks/hooks.js'
import type { Reception } from '../hooks/reception.js'
import { isDepartureVerdict, isReceptionVerdict } from '../hooks/valid-verdict.js'
import { type DepartureVerdict, drop, type ReceptionVerdict } from '../hooks/verdict.js'
import { isEmptyMessage } from '../queue/intake.js'
import { BailRunner } from './bail-runner.js'
import { ask, observe, observeInTurn } from './observe.js'
import { TapChain } from './tap-chain.js'

/** What plugins have tapped, hook by hook. */
export type TapChains = { readonly [Name in HookName]: TapChain<Parameters<HookSignatures[Name]>> }

/** Makes the chain of each hook; each taps its raw hook when its first tap comes, so that a hook without taps stays unused. */
export function createTapChains(hooks: Hooks, clock: Clock): TapChains {
  const receptions = new BailRunner<Reception, ReceptionVerdict>(clock, {
    accepts: isReceptionVerdict,
    conclude: ({ message }, id) => (isEmptyMessage(message) ? drop(`message removed by ${id}`) : undefined),
  })
  const departures = new BailRunner<Departure, DepartureVerdict>(clock, {
    accepts: isDepartureVerdict,
    conclude: () => undefined,
  })
  return {
    received: new TapChain('received', (chain) =>
      hooks.received.tapAsync(HOST_TAP, (reception, done) => receptions.decide(chain, reception, done)),
    ),
    queued: new TapChain('queued', (chain) =>
      hooks.queued.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    beforeSend: new TapChain('beforeSend', (chain) =>
      hooks.beforeSend.tapAsync(HOST_TAP, (departure, done) => departures.decide(chain, departure, done)),
    ),
    admitPeer: new TapChain('admitPeer', (chain) =>
      hooks.admitPeer.tap(HOST_TAP, (...args) => ask(clock, chain, args)),
    ),
    peerDiscovered: new TapChain('peerDiscovered', (chain) =>
      hooks.peerDiscovered.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    peerUpdated: new TapChain('peerUpdated', (chain) =>
      hooks.peerUpdated.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    announced: new TapChain('announced', (chain) =>
      hooks.announced.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    sent: new TapChain('sent', (chain) => hooks.sent.tap(HOST_TAP, (...args) => observe(clock, chain, args))),
    sendFailed: new TapChain('sendFailed', (chain) =>
      hooks.sendFailed.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    discarded: new TapChain('discarded', (chain) =>
      hooks.discarded.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    pluginFailed: new TapChain('pluginFailed', (chain) =>
      hooks.pluginFailed.tap(HOST_TAP, (...args) => observe(clock, chain, args)),
    ),
    started: new TapChain('started', (chain) =>
      hooks.started.tapPromise(HOST_TAP, () => observeInTurn(clock, chain, [])),
    ),
    stopping: new TapChain('stopping', (chain) =>
      hooks.stopping.tapPromise(HOST_TAP, () => observeInTurn(clock, chain, [])),
    ),
  }
}
