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
import type { TapInterceptor } from './tap.js'
import { TapChain } from './tap-chain.js'

const NONE = {}

type ChainOf<Name extends HookName> = TapChain<Parameters<HookSignatures[Name]>>

/** The part of a tapable hook that an observing chain uses. */
interface Observable<Arguments extends unknown[]> {
  tap(name: string, fn: (...args: Arguments) => void): void
}

interface Parts {
  readonly hooks: Hooks
  readonly clock: Clock
}

const RECEPTIONS = {
  accepts: isReceptionVerdict,
  impliedVerdict: ({ message }: Reception, id: string) =>
    isEmptyMessage(message) ? drop(`message removed by ${id}`) : undefined,
}
const DEPARTURES = { accepts: isDepartureVerdict, impliedVerdict: () => undefined }

/** Creates the chain of a hook. Until it has a tap or an observer, its hook stays unused. */
const CREATE: { readonly [Name in HookName]: (parts: Parts) => ChainOf<Name> } = {
  received: ({ hooks, clock }) => {
    const runner = new BailRunner<Reception, ReceptionVerdict>(clock, RECEPTIONS)
    return new TapChain('received', (chain) =>
      hooks.received.tapAsync(HOST_TAP, (reception, done) => runner.decide(chain, reception, done)),
    )
  },
  queued: (parts) => observing(parts, 'queued', parts.hooks.queued),
  beforeSend: ({ hooks, clock }) => {
    const runner = new BailRunner<Departure, DepartureVerdict>(clock, DEPARTURES)
    return new TapChain('beforeSend', (chain) =>
      hooks.beforeSend.tapAsync(HOST_TAP, (departure, done) => runner.decide(chain, departure, done)),
    )
  },
  sent: (parts) => observing(parts, 'sent', parts.hooks.sent),
  sendFailed: (parts) => observing(parts, 'sendFailed', parts.hooks.sendFailed),
  discarded: (parts) => observing(parts, 'discarded', parts.hooks.discarded),
  announced: (parts) => observing(parts, 'announced', parts.hooks.announced),
  admitPeer: ({ hooks, clock }) =>
    new TapChain('admitPeer', (chain) => hooks.admitPeer.tap(HOST_TAP, (...args) => ask(clock, chain, args))),
  peerDiscovered: (parts) => observing(parts, 'peerDiscovered', parts.hooks.peerDiscovered),
  peerUpdated: (parts) => observing(parts, 'peerUpdated', parts.hooks.peerUpdated),
  pluginFailed: (parts) => observing(parts, 'pluginFailed', parts.hooks.pluginFailed),
  started: (parts) => awaited(parts, 'started'),
  stopping: (parts) => awaited(parts, 'stopping'),
}

function observing<Arguments extends unknown[]>(
  { clock }: Parts,
  name: HookNameOf<'observes'>,
  hook: Observable<Arguments>,
): TapChain<Arguments> {
  return new TapChain(name, (chain) => hook.tap(HOST_TAP, (...args) => observe(clock, chain, args)))
}

function awaited({ hooks, clock }: Parts, name: HookNameOf<'awaited'>): TapChain<[]> {
  return new TapChain(name, (chain) =>
    hooks[name].tapPromise(HOST_TAP, () => observeInTurn(clock, chain, [])),
  )
}

/** The tap chains of the hooks of a node, each created when it is used for the first time. */
export class TapChains {
  readonly #parts: Parts
  #created: { readonly [Name in HookName]?: ChainOf<Name> } = NONE
  #interceptor: TapInterceptor | undefined

  constructor(hooks: Hooks, clock: Clock) {
    this.#parts = { hooks, clock }
  }

  /** The chain of a hook. */
  of<Name extends HookName>(name: Name): ChainOf<Name> {
    const created: ChainOf<Name> | undefined = this.#created[name]
    if (created !== undefined) return created
    const chain: ChainOf<Name> = CREATE[name](this.#parts)
    chain.intercept(this.#interceptor)
    this.#created = { ...this.#created, [name]: chain }
    return chain
  }

  /** Sets or removes the interceptor of all taps, present and future. */
  intercept(interceptor: TapInterceptor | undefined): void {
    this.#interceptor = interceptor
    for (const chain of Object.values(this.#created)) chain.intercept(interceptor)
  }

  /** Updates all chains after plugins have changed. */
  refresh(): void {
    for (const chain of Object.values(this.#created)) chain.refresh()
  }

  /** Resolves when all runs that began before the last change of plugins have ended. */
  async settled(): Promise<void> {
    await Promise.all(Object.values(this.#created).map((chain) => chain.settled()))
  }
}
