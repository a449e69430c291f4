import { join, resolve } from 'node:path'
import { definePlugin, type Peer, type PluginContext, type RecoveredMessage, reject } from 'clacks'
import type { ArchiveStore, SeenAt, Sighting, SignatureState } from './archive.js'
import { addMetrics } from './archive-metrics.js'
import { checkedOptions } from './check-options.js'
import { ClockSteadiness } from './clock-steadiness.js'
import type { ArchiverOptions, ResolvedOptions } from './options.js'
import { persisterSettings } from './persisting/options.js'
import { Persister } from './persisting/persister.js'
import { unsentMessages } from './persisting/unsent-messages.js'
import { answered } from './reading/archive-failure.js'
import { type Archive, ArchiveReader } from './reading/archive-reader.js'
import { ArchiveReporter } from './recording/archive-reporter.js'
import { Recorder } from './recording/recorder.js'
import { Spill } from './recording/spill.js'
import { isLimited, prune } from './retention.js'
import { selects } from './selection.js'
import { signaturesIn } from './signatures.js'
import { textOf } from './store-failure.js'
import { openStore, storeOf } from './stores/open-store.js'

declare global {
  interface ClacksPluginOptions {
    archiver: ArchiverOptions
  }
}

const NAME = 'archiver'
/** Before all other taps: nobody needs to handle a message that is refused. */
const FIRST = -1_000_000
/** Milliseconds between two rounds of the persister. */
const ROUND_MS = 10_000
/**
 * Milliseconds without a jump of the wall clock after which messages are removed by their age,
 * unless `maxAge` is shorter. A clock that was set wrongly is usually corrected sooner.
 */
const MAX_SETTLE_MS = 3_600_000

/**
 * Stores the messages that pass through a node, each once, with when, how often and from whom it
 * was received.
 *
 * @example
 * new Clacks({ plugins: [archiver({ path: './archive.db', classes: ['chat'] })] })
 */
export const archiver = definePlugin({
  name: NAME,
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  // The signer provides its service, and the journal takes the queue, before the archive starts.
  after: ['?signer', '?journal'],
  options: checkedOptions,
  setup(ctx, options) {
    const store = openStore(storeOf(options, ctx))
    const reporter = new ArchiveReporter(ctx)
    const spill =
      options.onFull === 'spill' ? new Spill(spillFolder(options, ctx), options.spillBytes) : undefined
    const recorder = new Recorder(options, { store, spill, reporter, after: ctx.after })
    const persister = persisterFor(ctx, options, store)
    watch(ctx, options, recorder, persister)
    ctx.recordMessages({
      recorded: () => recorder.stored(),
      recover: (messages) => recover(ctx, options, recorder, messages),
    })
    provide(ctx, { store, recorder, persister, reporter })
    addMetrics(ctx, { recorder, persister, reporter })
    if (persister !== undefined) ctx.every(ROUND_MS, () => reporter.attempt(() => persister.round()))
    if (isLimited(options)) pruneRegularly(ctx, options, store, reporter)
    return async () => {
      await recorder.close()
      await store.close()
    }
  },
})

/** Removes what exceeds the limits; by age, only while the wall clock is steady. */
function pruneRegularly(
  ctx: PluginContext,
  options: ResolvedOptions,
  store: ArchiveStore,
  reporter: ArchiveReporter,
): void {
  const steadiness = new ClockSteadiness(ctx.clock)
  ctx.every(options.pruneMs, () => {
    const isSteady = steadiness.check() >= Math.min(options.maxAge, MAX_SETTLE_MS)
    const limits = isSteady ? options : { ...options, maxAge: 0 }
    return reporter.attempt(() => prune(store, limits, ctx.clock.now()))
  })
}

function spillFolder({ spillPath }: ResolvedOptions, { folder, stateFolder }: PluginContext): string {
  return spillPath === undefined ? join(stateFolder, 'clacks-archive-spill') : resolve(folder, spillPath)
}

function persisterFor(
  ctx: PluginContext,
  { persister }: ResolvedOptions,
  store: ArchiveStore,
): Persister | undefined {
  if (persister === false) return undefined
  const settings = persisterSettings(persister === true ? {} : persister)
  const enqueue = (json: string): boolean => {
    try {
      return ctx.node.enqueueJson(json)
    } catch (thrown) {
      // Usually the queue is full: a later round retries.
      ctx.log.debug(`A message was not put back: ${textOf(thrown)}`)
      return false
    }
  }
  const { clock, random } = ctx
  const held = () => unsentMessages(ctx.node)
  return new Persister(settings, { store, clock, random, isSelected: selects(settings), held, enqueue })
}

interface ProvideParts {
  readonly store: ArchiveStore
  readonly recorder: Recorder
  readonly persister: Persister | undefined
  readonly reporter: ArchiveReporter
}

/** Provides `archive`, or `archive:id` for an archiver with its own id. */
function provide(ctx: PluginContext, { store, recorder, persister, reporter }: ProvideParts): void {
  const reader = new ArchiveReader(store)
  const archive: Archive = {
    query: (query) => reader.query(query),
    get: (hash) => reader.get(hash),
    stats: async () => ({
      ...(await answered(store.stats())),
      recorded: recorder.recorded,
      waiting: recorder.waiting,
      notArchived: reporter.missed,
      putBack: persister?.count ?? 0,
      failure: reporter.failure,
    }),
  }
  if (ctx.id === NAME) ctx.provide('archive', archive)
  else ctx.provide(`archive:${ctx.id}`, archive)
}

/** Records the messages that enter the queue. */
function watch(
  ctx: PluginContext,
  options: ResolvedOptions,
  recorder: Recorder,
  persister: Persister | undefined,
): void {
  const isSelected = selects(options)
  const signatures = signaturesIn(ctx)
  ctx.hooks.queued.tap((message, origin, sender, json) => {
    if (persister?.isPuttingBack === true) return
    if (!isSelected(message, origin, sender)) return
    const signature = signatures?.state(message, json).state ?? 'unknown'
    const sighting = sightingOf(json, sender, signature, ctx.clock.now())
    if (origin === 'restored') recorder.addRestored(sighting)
    else recorder.add(sighting)
  })
  if (options.onFull !== 'drop-oldest') {
    ctx.hooks.received.tap({ stage: FIRST }, ({ message, sender }) =>
      recorder.isFull && isSelected(message, 'received', sender)
        ? reject(503, 'the archive is full')
        : undefined,
    )
  }
}

/** Records messages that left the queue of an earlier process, which may not have recorded them. */
function recover(
  ctx: PluginContext,
  options: ResolvedOptions,
  recorder: Recorder,
  messages: readonly RecoveredMessage[],
): void {
  const isSelected = selects(options)
  const signatures = signaturesIn(ctx)
  for (const { message, json, sender } of messages) {
    if (!isSelected(message, 'restored', sender)) continue
    const signature = signatures?.state(message, json).state ?? 'unknown'
    recorder.addRestored(sightingOf(json, sender, signature, ctx.clock.now()))
  }
}

function sightingOf(
  json: string,
  sender: Peer | undefined,
  signature: SignatureState,
  now: number,
): Sighting {
  const peers = sender === undefined ? [] : [seenAt(sender, now)]
  return { json, firstSeen: now, lastSeen: now, timesSeen: 1, peers, signature }
}

function seenAt({ identifier, hostname, port }: Peer, now: number): SeenAt {
  return { identifier, hostname, port, firstSeen: now, lastSeen: now, timesSeen: 1 }
}
