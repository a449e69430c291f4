import { resolve } from 'node:path'
import { definePlugin, type Peer, type PluginContext, reject, stringifyMessage } from 'clacks'
import type { ArchiveStore, SeenAt } from './archive.js'
import { checkedOptions } from './check-options.js'
import type { ResolvedOptions } from './options.js'
import { heldBy } from './persisting/held-by.js'
import { persisterSettings } from './persisting/options.js'
import { Persister } from './persisting/persister.js'
import { answered } from './reading/archive-failure.js'
import { type Archive, ArchiveReader } from './reading/archive-reader.js'
import { Recorder } from './recording/recorder.js'
import { Spill } from './recording/spill.js'
import { Trouble } from './recording/trouble.js'
import { isLimited, prune } from './retention.js'
import { selects } from './selection.js'
import { signaturesIn } from './signatures.js'
import { textOf } from './store-failure.js'
import { openStore, storeOf } from './stores/open-store.js'

const NAME = 'archiver'
/** Before the taps of everybody else: what is refused need not be looked at. */
const FIRST = -1_000_000
/** From one round of the persister to the next. */
const ROUND_MS = 10_000

/**
 * Keeps the messages that pass through a node: each once, with when, how often and from whom it was seen.
 *
 * @example
 * new Clacks({ plugins: [archiver({ path: './archive.db', classes: ['chat'] })] })
 */
export const archiver = definePlugin({
  name: NAME,
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  // The signer provides its service first, and the journal restores the queue before it is archived.
  after: ['?signer', '?journal'],
  options: checkedOptions,
  setup(ctx, options) {
    const store = openStore(storeOf(options, ctx.folder))
    const trouble = new Trouble(ctx.log)
    const spill =
      options.onFull === 'spill'
        ? new Spill(resolve(ctx.folder, options.spillPath), options.spillBytes)
        : undefined
    const recorder = new Recorder(options, { store, spill, trouble, after: ctx.after })
    const persister = persisterFor(ctx, options, store)
    watch(ctx, options, recorder, persister)
    provide(ctx, { store, recorder, persister, trouble })
    if (persister !== undefined) ctx.every(ROUND_MS, () => trouble.attempt(() => persister.round()))
    if (isLimited(options))
      ctx.every(options.pruneMs, () => trouble.attempt(() => prune(store, options, ctx.clock.now())))
    return async () => {
      await recorder.close()
      await store.close()
    }
  },
})

function persisterFor(
  ctx: PluginContext,
  { persister }: ResolvedOptions,
  store: ArchiveStore,
): Persister | undefined {
  if (persister === false) return undefined
  const settings = persisterSettings(persister === true ? {} : persister)
  const enqueue = (message: unknown): boolean => {
    try {
      return ctx.node.enqueue(message)
    } catch (thrown) {
      // The queue is full, as a rule: its next turn comes.
      ctx.log.debug(`A message was not put back: ${textOf(thrown)}`)
      return false
    }
  }
  const { clock, random } = ctx
  const held = () => heldBy(ctx.node)
  return new Persister(settings, { store, clock, random, isMeant: selects(settings), held, enqueue })
}

interface ProvideParts {
  readonly store: ArchiveStore
  readonly recorder: Recorder
  readonly persister: Persister | undefined
  readonly trouble: Trouble
}

/** Under `archive`; an archiver with an id of its own under `archive:id`. */
function provide(ctx: PluginContext, { store, recorder, persister, trouble }: ProvideParts): void {
  const reader = new ArchiveReader(store)
  const archive: Archive = {
    query: (query) => reader.query(query),
    get: (hash) => reader.get(hash),
    stats: async () => ({
      ...(await answered(store.stats())),
      recorded: recorder.recorded,
      waiting: recorder.waiting,
      notArchived: trouble.missed,
      putBack: persister?.count ?? 0,
      failure: trouble.failure,
    }),
  }
  if (ctx.id === NAME) ctx.provide('archive', archive)
  else ctx.provide(`archive:${ctx.id}`, archive)
}

/** Hands what passes to the recorder. */
function watch(
  ctx: PluginContext,
  options: ResolvedOptions,
  recorder: Recorder,
  persister: Persister | undefined,
): void {
  const isSelected = selects(options)
  const signatures = signaturesIn(ctx)
  ctx.hooks.queued.tap((message, origin, sender) => {
    if (persister?.isPuttingBack === true) return
    if (!isSelected(message, origin, sender)) return
    const now = ctx.clock.now()
    recorder.add({
      json: stringifyMessage(message),
      firstSeen: now,
      lastSeen: now,
      timesSeen: 1,
      peers: origin === 'received' && sender !== undefined ? [seenAt(sender, now)] : [],
      signature: signatures?.state(message).state ?? 'unknown',
    })
  })
  if (options.onFull !== 'drop-oldest') {
    ctx.hooks.received.tap({ stage: FIRST }, ({ message, sender }) =>
      recorder.isFull && isSelected(message, 'received', sender)
        ? reject(503, 'the archive is full')
        : undefined,
    )
  }
}

function seenAt({ identifier, hostname, port }: Peer, now: number): SeenAt {
  return { identifier, hostname, port, firstSeen: now, lastSeen: now, timesSeen: 1 }
}
