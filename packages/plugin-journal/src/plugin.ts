import { join, resolve } from 'node:path'
import { definePlugin, type PluginContext, type PluginNode, type WrittenOptions } from 'clacks'
import { localDisk } from './disk.js'
import { addMetrics } from './journal-metrics.js'
import { JournalStore, type JournalStoreParts } from './journal-store.js'
import { JOURNAL_OPTIONS } from './options.js'

/** The options of the journal. All of them are optional. */
export type JournalOptions = WrittenOptions<typeof JOURNAL_OPTIONS>

declare global {
  interface ClacksPluginOptions {
    journal: JournalOptions
  }
}

/** Milliseconds between two attempts to write what could not be written. */
const RETRY_MS = 1_000
/** Milliseconds after which changed peers are saved. */
const PEERS_MS = 1_000

/** An open journal, and how many plugin instances use it. */
interface SharedStore {
  readonly folder: string
  readonly store: JournalStore
  users: number
}

/**
 * A replaced plugin and its replacement share the journal: it cannot be opened twice. There are two
 * while the queue is moved to another folder.
 */
const openStores = new WeakMap<PluginNode, readonly SharedStore[]>()

/**
 * A durable queue: the messages of a node, its peers and their pins survive the end of its process.
 *
 * Starting fails with `ERR_CLACKS_JOURNAL` when the folder is in use or cannot be read or written,
 * and with `ERR_CLACKS_PLUGIN_CONFLICT` when another plugin stores the queue. Another `folder` in a
 * running node moves the queue there.
 *
 * @example
 * new Clacks({ plugins: [journal({ folder: './journal' })] })
 */
export const journal = definePlugin({
  name: 'journal',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: JOURNAL_OPTIONS,
  async setup(ctx, { folder: named, fsync, interval, compactAbove }) {
    const folder = named === undefined ? join(ctx.stateFolder, 'clacks-journal') : resolve(ctx.folder, named)
    const shared = await openStore(ctx, { folder, fsync, compactAbove })
    const { store } = shared
    shared.users++
    ctx.onClose(async () => {
      if (--shared.users > 0) return
      const others = (openStores.get(ctx.node) ?? []).filter((each) => each !== shared)
      openStores.set(ctx.node, others)
      await store.close()
    })
    store.fsync = fsync
    store.reportTo((problem) => ctx.reportProblem(problem))
    ctx.useQueueStore(store)
    ctx.every(RETRY_MS, () => store.retry())
    if (fsync === 'interval') ctx.every(interval, () => store.sync())
    savePeersOnChange(ctx, store)
    addMetrics(ctx, store)
  },
})

async function openStore(
  { node, log, clock }: PluginContext,
  options: Pick<JournalStoreParts, 'folder' | 'fsync' | 'compactAbove'>,
): Promise<SharedStore> {
  const open = (openStores.get(node) ?? []).find(({ folder }) => folder === options.folder)
  if (open !== undefined) return open
  const store = await JournalStore.open({ ...options, disk: localDisk, log, clock })
  const shared = { folder: options.folder, store, users: 0 }
  openStores.set(node, [...(openStores.get(node) ?? []), shared])
  return shared
}

function savePeersOnChange(ctx: PluginContext, store: JournalStore): void {
  // What the node knows already is saved too.
  let changed = true
  const markChanged = (): void => {
    changed = true
  }
  ctx.hooks.peerDiscovered.tap(markChanged)
  ctx.hooks.peerUpdated.tap(markChanged)
  ctx.every(PEERS_MS, async () => {
    if (!changed) return
    changed = false
    await store.savePeers()
  })
}
