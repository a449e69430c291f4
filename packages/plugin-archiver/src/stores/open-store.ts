import { resolve } from 'node:path'
import { ClacksError } from 'clacks'
import type { ArchiveStore } from '../archive.js'
import { ThreadedStore } from './threaded.js'

const SQLITE = 'sqlite:'

/**
 * The URL of the store that options name.
 * @param folder where a relative path begins
 */
export function storeOf(
  { store, path }: { readonly store?: string; readonly path: string },
  folder: string,
): string {
  if (store?.startsWith(SQLITE) === false) return store
  return `${SQLITE}${resolve(folder, store?.slice(SQLITE.length) ?? path)}`
}

/**
 * The store that a URL names; nothing is opened before its first use.
 *
 * @param url `sqlite:./file.db`, seen from the working directory; or `postgres://user:password@host/database`
 * @throws ClacksError ERR_CLACKS_OPTION
 */
export function openStore(url: string): ArchiveStore {
  if (url.startsWith(SQLITE)) return new ThreadedStore(`${SQLITE}${resolve(url.slice(SQLITE.length))}`)
  if (/^postgres(ql)?:\/\//.test(url)) return new ThreadedStore(url)
  throw new ClacksError('ERR_CLACKS_OPTION', `${JSON.stringify(url)} is no store of an archive.`)
}
