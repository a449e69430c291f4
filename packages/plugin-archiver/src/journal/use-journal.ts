import { resolve } from 'node:path'
import { ClacksError, type ClacksNode, type PluginContext } from 'clacks'
import { machineDisk } from './disk.js'
import { JournalStore, type JournalStoreParts } from './journal-store.js'
import type { JournalOptions } from './options.js'

/** Milliseconds between two attempts to write what could not be written. */
const RETRY_MS = 1_000
/** Milliseconds after which peers that have changed are saved. */
const PEERS_MS = 1_000

/** A journal in use, and by how many plugins. */
interface Use {
  readonly folder: string
  readonly store: JournalStore
  plugins: number
}

/** A plugin that is replaced by another with the same journal hands it over: it cannot be open twice. */
const inUse = new WeakMap<ClacksNode, Use>()

/**
 * Keeps queue, peers and pins of the node in a journal, until the plugin goes.
 * @throws Error where the folder is in use, or cannot be read or written
 * @throws ClacksError ERR_CLACKS_STATE where the node has another queue store: a running node does not change its journal
 */
export async function useJournal(
  ctx: PluginContext,
  { folder = './clacks-journal', fsync = 'always', interval = 1_000, compactAbove = 2 ** 23 }: JournalOptions,
): Promise<void> {
  const use = await find(ctx, { folder: resolve(ctx.folder, folder), fsync, compactAbove })
  const { store } = use
  use.plugins++
  ctx.onClose(async () => {
    if (--use.plugins > 0) return
    inUse.delete(ctx.node)
    await store.close()
  })
  store.fsync = fsync
  ctx.useQueueStore(store)
  ctx.every(RETRY_MS, () => store.retry())
  let peersChanged = false
  const note = (): void => {
    peersChanged = true
  }
  ctx.hooks.peerDiscovered.tap(note)
  ctx.hooks.peerUpdated.tap(note)
  ctx.every(PEERS_MS, async () => {
    if (!peersChanged) return
    peersChanged = false
    await store.savePeers()
  })
  if (fsync === 'interval') ctx.every(interval, () => store.sync())
}

async function find(
  { node, log }: PluginContext,
  options: Pick<JournalStoreParts, 'folder' | 'fsync' | 'compactAbove'>,
): Promise<Use> {
  const { folder } = options
  const found = inUse.get(node)
  if (found?.folder === folder) return found
  if (found !== undefined)
    throw new ClacksError(
      'ERR_CLACKS_STATE',
      `The node has its journal in ${found.folder}; it can have one in ${folder} when it is started anew.`,
    )
  const store = await JournalStore.open({ ...options, disk: machineDisk, log })
  const use = { folder, store, plugins: 0 }
  inUse.set(node, use)
  return use
}
