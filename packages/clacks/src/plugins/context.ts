import type { Clock } from '../clock.js'
import { ClacksError } from '../errors.js'
import type { HookName, HookSignatures } from '../hooks/hooks.js'
import type { Log } from '../log.js'
import type { Keeping } from '../queue/keeper.js'
import type { Random } from '../random.js'
import type { ClacksNode } from './clacks-node.js'
import type { Deadlines } from './deadlines.js'
import type { Lines } from './lines.js'
import type { Member } from './member.js'
import type { PluginContext, PluginHook, PluginHooks, TapFunction, TapOptions, Untap } from './plugin.js'
import { isUnknown, type Related, unknownError } from './relations.js'
import type { ServiceRegistry } from './services.js'
import { Tap } from './tap.js'

/** What contexts are made of: the same for all plugins of a node. */
export interface ContextParts {
  readonly node: ClacksNode
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** An absolute path. */
  readonly folder: string
  readonly keeping: Keeping
  readonly lines: Lines
  readonly deadlines: Deadlines
  /** Milliseconds that a tap may take which says nothing else. */
  readonly tapMs: number
  readonly services: ServiceRegistry
  /** Everybody whom a tap may name in `before` and `after`. */
  readonly known: () => readonly Related[]
}

/** What the `setup` of one plugin receives: everything bound to it, and gone when it goes. */
export function makeContext(member: Member, parts: ContextParts): PluginContext {
  const { scope } = member
  return {
    id: member.id,
    node: parts.node,
    hooks: makeHooks(member, parts),
    clock: parts.clock,
    random: parts.random,
    folder: parts.folder,
    log: parts.log.child(member.id),
    signal: scope.signal,
    every: (milliseconds, task) => scope.every(milliseconds, task),
    onClose: (task) => scope.onClose(task),
    keep: (keeper) => {
      scope.stillOpen('ctx.keep()')
      member.hold(parts.keeping.take(keeper))
    },
    provide: (key, service) => {
      scope.stillOpen('ctx.provide()')
      parts.services.provide(member, key, service)
    },
    inject: (key) => {
      scope.stillOpen('ctx.inject()')
      return parts.services.inject(member, key)
    },
  }
}

function makeHooks(member: Member, parts: ContextParts): PluginHooks {
  const hook = <Name extends HookName>(name: Name): PluginHook<HookSignatures[Name]> => ({
    tap: (
      first: TapOptions | TapFunction<HookSignatures[Name]>,
      second?: TapFunction<HookSignatures[Name]>,
    ): Untap => (typeof first === 'function' ? tap(name, {}, first) : tap(name, first, second)),
  })
  const tap = <Name extends HookName>(
    name: Name,
    options: TapOptions,
    fn: TapFunction<HookSignatures[Name]> | undefined,
  ): Untap => addTap(member, parts, name, options, fn)
  return {
    received: hook('received'),
    queued: hook('queued'),
    beforeSend: hook('beforeSend'),
    admitPeer: hook('admitPeer'),
    peerDiscovered: hook('peerDiscovered'),
    peerUpdated: hook('peerUpdated'),
    announced: hook('announced'),
    sent: hook('sent'),
    sendFailed: hook('sendFailed'),
    discarded: hook('discarded'),
    pluginFailed: hook('pluginFailed'),
    started: hook('started'),
    stopping: hook('stopping'),
  }
}

function addTap<Name extends HookName>(
  member: Member,
  parts: ContextParts,
  name: Name,
  options: TapOptions,
  fn: TapFunction<HookSignatures[Name]> | undefined,
): Untap {
  member.scope.stillOpen(`ctx.hooks.${name}.tap()`)
  const { timeoutMs = parts.tapMs, stage = 0 } = options
  if (typeof fn !== 'function') throw wrong(member, name, 'a function to call')
  if (!(timeoutMs > 0)) throw wrong(member, name, `a \`timeoutMs\` above 0, not ${timeoutMs}`)
  if (!Number.isFinite(stage)) throw wrong(member, name, `a number as \`stage\`, not ${stage}`)
  const before = namesOf(member, parts, 'before', options.before)
  const after = namesOf(member, parts, 'after', options.after)
  const deadline = parts.deadlines.of(timeoutMs)
  const tap = new Tap({
    hook: name,
    owner: member,
    stage,
    before,
    after,
    sequence: member.taps++,
    deadline,
    fn,
  })
  const line = parts.lines[name]
  line.add(tap)
  return member.hold(() => line.remove(tap))
}

function namesOf(
  member: Member,
  parts: ContextParts,
  word: 'before' | 'after',
  given: string | readonly string[] = [],
): readonly string[] {
  const names = typeof given === 'string' ? [given] : given
  const known = parts.known()
  const unknown = names.find((name) => isUnknown(name, known))
  if (unknown !== undefined) throw unknownError(member, word, unknown, known)
  return names
}

function wrong(member: Member, hook: HookName, needed: string): ClacksError {
  return new ClacksError('ERR_CLACKS_OPTION', `hooks.${hook}.tap() of plugin "${member.id}" needs ${needed}.`)
}
