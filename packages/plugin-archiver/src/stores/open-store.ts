import { resolve } from 'node:path'
import { ClacksError, redactUrl } from 'clacks'
import type { ArchiveStore } from '../archive.js'
import { ThreadedStore } from './threaded.js'
import { WORKER_URL } from './worker-url.js'

const SQLITE = 'sqlite:'

/**
 * The URL of the configured store.
 * @param folder the base of relative paths
 */
export function storeOf(
  { store, path }: { readonly store?: string; readonly path: string },
  folder: string,
): string {
  if (store?.startsWith(SQLITE) === false) return store
  return `${SQLITE}${resolve(folder, store?.slice(SQLITE.length) ?? path)}`
}

/**
 * The store at a URL. It is opened on first use.
 *
 * @param url `sqlite:./file.db`, relative to the working directory; or
 * `postgres://user:password@host/database`
 * @throws ClacksError ERR_CLACKS_OPTION
 */
export function openStore(url: string): ArchiveStore {
  if (url.startsWith(SQLITE))
    return new ThreadedStore(`${SQLITE}${resolve(url.slice(SQLITE.length))}`, WORKER_URL)
  if (/^postgres(ql)?:\/\//.test(url)) return new ThreadedStore(url, WORKER_URL)
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `${JSON.stringify(redactUrl(url))} is not the URL of an archive.`,
  )
}
