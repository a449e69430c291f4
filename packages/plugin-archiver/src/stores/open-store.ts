import { resolve } from 'node:path'
import { ClacksError } from 'clacks'
import type { ArchiveStore } from '../archive.js'
import { ThreadedStore } from './threaded.js'

/** The URL of the store that options name. */
export function storeOf({ store, path }: { readonly store?: string; readonly path: string }): string {
  return store ?? `sqlite:${path}`
}

/**
 * The store that a URL names; nothing is opened before its first use, and of PostgreSQL
 * nothing loaded where it is not named.
 *
 * @param url `sqlite:./file.db`, seen from the working directory; or `postgres://user:password@host/database`
 * @throws ClacksError ERR_CLACKS_OPTION
 */
export async function openStore(url: string): Promise<ArchiveStore> {
  if (url.startsWith('sqlite:')) return new ThreadedStore(resolve(url.slice('sqlite:'.length)))
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { PostgresStore } = await import('./postgres.js')
    return new PostgresStore(url)
  }
  throw new ClacksError('ERR_CLACKS_OPTION', `${JSON.stringify(url)} is no store of an archive.`)
}
