import { PluginError } from '../errors.js'
import { inputSourceOf } from '../hooks/input-source.js'
import type { Deadline } from './deadlines.js'
import type { OrderedTap } from './plugin-order.js'
import type { RelatedPlugin } from './relations.js'
import type { Supervision } from './supervision.js'

/** The plugin that a tap belongs to. */
export interface TapOwner extends RelatedPlugin {
  readonly supervision: Supervision
  /** Its taps run. */
  readonly active: boolean
  /** It is being replaced or removed. */
  readonly leaving: boolean
}

/** The parts of a tap. */
export interface TapParts<Arguments extends unknown[]> extends OrderedTap {
  readonly hook: string
  readonly owner: TapOwner
  readonly deadline: Deadline
  /** See {@link TapOptions.decides}. */
  readonly decides: boolean
  readonly fn: (...args: Arguments) => unknown
}

/**
 * Runs in place of every call of a tap. It calls `call` and returns or throws what that returned or
 * threw.
 */
export type TapInterceptor = (
  tap: OrderedTap & { readonly hook: string },
  args: unknown[],
  call: () => unknown,
) => unknown

/** A supervised function of a plugin on a hook. */
export class Tap<Arguments extends unknown[]> implements OrderedTap {
  readonly hook: string
  readonly owner: TapOwner
  readonly stage: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly sequence: number
  readonly deadline: Deadline
  readonly decides: boolean
  /** The function to call. */
  fn: (...args: Arguments) => unknown
  readonly #own: (...args: Arguments) => unknown
  readonly #supervision: Supervision
  /** Its plugin removed it. Runs that are in flight skip it. */
  gone = false

  constructor(parts: TapParts<Arguments>) {
    this.hook = parts.hook
    this.owner = parts.owner
    this.stage = parts.stage
    this.before = parts.before
    this.after = parts.after
    this.sequence = parts.sequence
    this.deadline = parts.deadline
    this.decides = parts.decides
    this.fn = parts.fn
    this.#own = parts.fn
    this.#supervision = parts.owner.supervision
  }

  /** Sets or removes the interceptor. Without one, calls have no overhead. */
  intercept(interceptor: TapInterceptor | undefined): void {
    const own = this.#own
    this.fn = interceptor === undefined ? own : (...args) => interceptor(this, args, () => own(...args))
  }

  /** Whether to skip the next call. */
  skips(): boolean {
    return this.gone || this.#supervision.skips()
  }

  succeeded(milliseconds: number): void {
    this.#supervision.succeeded(this.hook, milliseconds)
  }

  /** @param args of the call that failed */
  failed(thrown: unknown, milliseconds: number, args: readonly unknown[]): PluginError {
    return this.#supervision.failed(this.hook, thrown, milliseconds, inputSourceOf(args))
  }

  /**
   * The error of a call that cannot be made, because the plugin is quarantined; undefined if others
   * may go on without this tap.
   */
  missing(): PluginError | undefined {
    if (!this.decides || this.gone) return undefined
    const reason = 'The plugin decides about messages, and is quarantined.'
    return new PluginError('ERR_CLACKS_PLUGIN_QUARANTINED', this.owner.id, this.hook, reason)
  }

  /** The error of a call that exceeded its deadline. */
  late(): PluginError {
    const reason = `No result within ${this.deadline.limit} ms.`
    return new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.owner.id, this.hook, reason)
  }
}
