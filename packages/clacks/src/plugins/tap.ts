import { PluginError } from '../errors.js'
import type { Deadline } from './deadlines.js'
import type { Placed } from './plugin-order.js'
import type { Related } from './relations.js'
import type { Supervision } from './supervision.js'

/** Whose tap it is. */
export interface TapOwner extends Related {
  readonly supervision: Supervision
  /** Its taps run. */
  readonly serving: boolean
  /** It is about to be replaced or removed. */
  readonly going: boolean
}

/** What a tap is made of. */
export interface TapParts<Arguments extends unknown[]> extends Placed {
  readonly hook: string
  readonly owner: TapOwner
  readonly deadline: Deadline
  readonly fn: (...args: Arguments) => unknown
}

/**
 * Sees every call of a tap while it is set: it is handed the call and gives back what the call
 * gave. It must not throw.
 */
export type TapWatch = (
  tap: Placed & { readonly hook: string },
  args: unknown[],
  call: () => unknown,
) => unknown

/** One function of one plugin on one hook, under supervision. */
export class Tap<Arguments extends unknown[]> implements Placed {
  readonly hook: string
  readonly owner: TapOwner
  readonly stage: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly sequence: number
  readonly deadline: Deadline
  /** What is called. */
  fn: (...args: Arguments) => unknown
  readonly #own: (...args: Arguments) => unknown
  readonly #supervision: Supervision
  /** Its plugin has taken it out. A series that had begun before passes it by. */
  gone = false

  constructor(parts: TapParts<Arguments>) {
    this.hook = parts.hook
    this.owner = parts.owner
    this.stage = parts.stage
    this.before = parts.before
    this.after = parts.after
    this.sequence = parts.sequence
    this.deadline = parts.deadline
    this.fn = parts.fn
    this.#own = parts.fn
    this.#supervision = parts.owner.supervision
  }

  /**
   * Sets or takes away who sees its calls. Where nobody does, a call costs nothing more: it is the
   * function itself.
   */
  watch(watch: TapWatch | undefined): void {
    const own = this.#own
    this.fn = watch === undefined ? own : (...args) => watch(this, args, () => own(...args))
  }

  /** Whether a call is to be skipped now. */
  skips(): boolean {
    return this.gone || this.#supervision.skips()
  }

  succeeded(milliseconds: number): void {
    this.#supervision.succeeded(this.hook, milliseconds)
  }

  failed(thrown: unknown, milliseconds: number): PluginError {
    return this.#supervision.failed(this.hook, thrown, milliseconds)
  }

  /** The failure of a call whose time is up. */
  late(): PluginError {
    const reason = `No result within ${this.deadline.limit} ms.`
    return new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.owner.id, this.hook, reason)
  }
}
