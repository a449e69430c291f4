import { resolve } from 'node:path'
import { definePlugin, type Origin, type Peer, type PluginContext, reject, stringifyMessage } from 'clacks'
import type { ArchiveStore, Sighting } from './archive.js'
import { checkedOptions } from './check-options.js'
import { useJournal } from './journal/use-journal.js'
import type { ResolvedOptions } from './options.js'
import { answered } from './reading/archive-failure.js'
import { type Archive, ArchiveReader } from './reading/archive-reader.js'
import { afterIn } from './recording/after.js'
import { Recorder } from './recording/recorder.js'
import { Spill } from './recording/spill.js'
import { Trouble } from './recording/trouble.js'
import { isLimited, prune } from './retention.js'
import { selects } from './selection.js'
import { openStore, storeOf } from './stores/open-store.js'

const NAME = 'archiver'
/** Before the taps of everybody else: what is refused need not be looked at. */
const FIRST = -1_000_000

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
  options: checkedOptions,
  async setup(ctx, options) {
    if (options.journal !== undefined) await useJournal(ctx, options.journal)
    const store = openStore(storeOf(options))
    const trouble = new Trouble(ctx.log)
    const spill =
      options.onFull === 'spill' ? new Spill(resolve(options.spillPath), options.spillBytes) : undefined
    const recorder = new Recorder(options, { store, spill, trouble, after: afterIn(ctx) })
    watch(ctx, options, recorder)
    provide(ctx, store, recorder, trouble)
    if (isLimited(options))
      ctx.every(options.pruneMs, () => trouble.attempt(() => prune(store, options, ctx.clock.now())))
    return async () => {
      await recorder.close()
      await store.close()
    }
  },
})

/** Under `archive`; an archiver with an id of its own under `archive:id`. */
function provide(ctx: PluginContext, store: ArchiveStore, recorder: Recorder, trouble: Trouble): void {
  const reader = new ArchiveReader(store)
  const archive: Archive = {
    query: (query) => reader.query(query),
    get: (hash) => reader.get(hash),
    stats: async () => ({
      ...(await answered(store.stats())),
      recorded: recorder.recorded,
      waiting: recorder.waiting,
      notArchived: trouble.missed,
      failure: trouble.failure,
    }),
  }
  if (ctx.id === NAME) ctx.provide('archive', archive)
  else ctx.provide(`archive:${ctx.id}`, archive)
}

/** Hands what passes to the recorder. */
function watch(ctx: PluginContext, options: ResolvedOptions, recorder: Recorder): void {
  const isSelected = selects(options)
  ctx.hooks.queued.tap((message, origin, sender) => {
    if (isSelected(message, origin, sender)) recorder.add(sighting(message, origin, sender, ctx.clock.now()))
  })
  if (options.onFull === 'block') {
    ctx.hooks.received.tap({ stage: FIRST }, ({ message, sender }) =>
      recorder.isFull && isSelected(message, 'received', sender)
        ? reject(503, 'the archive is full')
        : undefined,
    )
  }
}

function sighting(message: unknown, origin: Origin, sender: Peer | undefined, now: number): Sighting {
  const span = { firstSeen: now, lastSeen: now, timesSeen: 1 }
  const { identifier = '', hostname = '', port = 0 } = sender ?? {}
  const peers = origin === 'received' && sender !== undefined ? [{ identifier, hostname, port, ...span }] : []
  return { json: stringifyMessage(message), ...span, peers }
}
