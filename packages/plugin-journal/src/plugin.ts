import { resolve } from 'node:path'
import { ClacksError, definePlugin, type PluginContext, type PluginNode, type WrittenOptions } from 'clacks'
import { localDisk } from './disk.js'
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

/** A replaced plugin and its replacement share the journal: it cannot be opened twice. */
const openStores = new WeakMap<PluginNode, SharedStore>()

/**
 * A durable queue: the messages of a node, its peers and their pins survive the end of its process.
 *
 * Starting fails when the folder is in use or cannot be read or written, and with
 * `ERR_CLACKS_STATE` when the node has another queue store: a running node cannot change it.
 *
 * @example
 * new Clacks({ plugins: [journal({ folder: './journal' })] })
 */
export const journal = definePlugin({
  name: 'journal',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: JOURNAL_OPTIONS,
  async setup(ctx, { folder, fsync, interval, compactAbove }) {
    const shared = await openStore(ctx, { folder: resolve(ctx.folder, folder), fsync, compactAbove })
    const { store } = shared
    shared.users++
    ctx.onClose(async () => {
      if (--shared.users > 0) return
      openStores.delete(ctx.node)
      await store.close()
    })
    store.fsync = fsync
    ctx.useQueueStore(store)
    ctx.every(RETRY_MS, () => store.retry())
    if (fsync === 'interval') ctx.every(interval, () => store.sync())
    savePeersOnChange(ctx, store)
  },
})

async function openStore(
  { node, log }: PluginContext,
  options: Pick<JournalStoreParts, 'folder' | 'fsync' | 'compactAbove'>,
): Promise<SharedStore> {
  const { folder } = options
  const open = openStores.get(node)
  if (open?.folder === folder) return open
  if (open !== undefined)
    throw new ClacksError(
      'ERR_CLACKS_STATE',
      `The journal of this node is in ${open.folder}. Restart the node to move it to ${folder}.`,
    )
  const store = await JournalStore.open({ ...options, disk: localDisk, log })
  const shared = { folder, store, users: 0 }
  openStores.set(node, shared)
  return shared
}

function savePeersOnChange(ctx: PluginContext, store: JournalStore): void {
  let changed = false
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
