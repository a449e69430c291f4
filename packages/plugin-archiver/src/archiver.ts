import { resolve } from 'node:path'
import { definePlugin, type Origin, type Peer, type PluginContext, reject, stringifyMessage } from 'clacks'
import type { Sighting } from './archive.js'
import { checkedOptions } from './check-options.js'
import type { ResolvedOptions } from './options.js'
import { afterIn } from './recording/after.js'
import { Recorder } from './recording/recorder.js'
import { Spill } from './recording/spill.js'
import { Trouble } from './recording/trouble.js'
import { isLimited, prune } from './retention.js'
import { selects } from './selection.js'
import { openStore } from './stores/open-store.js'

/** Before the taps of everybody else: what is refused need not be looked at. */
const FIRST = -1_000_000

/**
 * Keeps the messages that pass through a node: each once, with when, how often and from whom it was seen.
 *
 * @example
 * new Clacks({ plugins: [archiver({ path: './archive.db', classes: ['chat'] })] })
 */
export const archiver = definePlugin({
  name: 'archiver',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: checkedOptions,
  setup(ctx, options) {
    const store = openStore(options.store ?? `sqlite:${options.path}`)
    const trouble = new Trouble(ctx.log)
    const spill =
      options.onFull === 'spill' ? new Spill(resolve(options.spillPath), options.spillBytes) : undefined
    const recorder = new Recorder(options, { store, spill, trouble, after: afterIn(ctx) })
    watch(ctx, options, recorder)
    if (isLimited(options))
      ctx.every(options.pruneMs, () => trouble.attempt(() => prune(store, options, ctx.clock.now())))
    return async () => {
      await recorder.close()
      await store.close()
    }
  },
})

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
