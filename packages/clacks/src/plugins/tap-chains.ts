import type { Clock } from '../clock.js'
import { HOST_TAP } from '../hooks/attribution.js'
import type { Departure } from '../hooks/departure.js'
import type { HookName, HookNameOf, HookSignatures } from '../hooks/hook-table.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Reception } from '../hooks/reception.js'
import { isDepartureVerdict, isReceptionVerdict } from '../hooks/valid-verdict.js'
import { type DepartureVerdict, drop, type ReceptionVerdict } from '../hooks/verdict.js'
import { isEmptyMessage } from '../queue/intake.js'
import { BailRunner } from './bail-runner.js'
import { ask, observe, observeInTurn } from './observe.js'
import { TapChain } from './tap-chain.js'

/** The tap chain of each hook. */
export type TapChains = { readonly [Name in HookName]: TapChain<Parameters<HookSignatures[Name]>> }

/** The part of a tapable hook that an observing chain uses. */
interface Observable<Arguments extends unknown[]> {
  tap(name: string, fn: (...args: Arguments) => void): void
}

/**
 * Creates the chain of each hook. Until it has a tap or an observer, its tapable hook stays unused.
 */
export function createTapChains(hooks: Hooks, clock: Clock): TapChains {
  const receptions = new BailRunner<Reception, ReceptionVerdict>(clock, {
    accepts: isReceptionVerdict,
    impliedVerdict: ({ message }, id) =>
      isEmptyMessage(message) ? drop(`message removed by ${id}`) : undefined,
  })
  const departures = new BailRunner<Departure, DepartureVerdict>(clock, {
    accepts: isDepartureVerdict,
    impliedVerdict: () => undefined,
  })
  const observing = <Arguments extends unknown[]>(
    name: HookNameOf<'observes'>,
    hook: Observable<Arguments>,
  ): TapChain<Arguments> =>
    new TapChain(name, (chain) => hook.tap(HOST_TAP, (...args) => observe(clock, chain, args)))
  const awaited = (name: HookNameOf<'awaited'>): TapChain<[]> =>
    new TapChain(name, (chain) => hooks[name].tapPromise(HOST_TAP, () => observeInTurn(clock, chain, [])))
  return {
    received: new TapChain('received', (chain) =>
      hooks.received.tapAsync(HOST_TAP, (reception, done) => receptions.decide(chain, reception, done)),
    ),
    queued: observing('queued', hooks.queued),
    beforeSend: new TapChain('beforeSend', (chain) =>
      hooks.beforeSend.tapAsync(HOST_TAP, (departure, done) => departures.decide(chain, departure, done)),
    ),
    sent: observing('sent', hooks.sent),
    sendFailed: observing('sendFailed', hooks.sendFailed),
    discarded: observing('discarded', hooks.discarded),
    announced: observing('announced', hooks.announced),
    admitPeer: new TapChain('admitPeer', (chain) =>
      hooks.admitPeer.tap(HOST_TAP, (...args) => ask(clock, chain, args)),
    ),
    peerDiscovered: observing('peerDiscovered', hooks.peerDiscovered),
    peerUpdated: observing('peerUpdated', hooks.peerUpdated),
    pluginFailed: observing('pluginFailed', hooks.pluginFailed),
    started: awaited('started'),
    stopping: awaited('stopping'),
  }
}
