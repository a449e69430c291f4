import { join, resolve } from 'node:path'
import { ClacksError, redactUrl } from 'clacks'
import type { ArchiveStore } from '../archive.js'
import { ThreadedStore } from './threaded.js'
import { WORKER_URL } from './worker-url.js'

const SQLITE = 'sqlite:'

/** The name of an archive in the state folder of a node. */
const DEFAULT_FILE = 'clacks-archive.db'

/** The folders of a node. */
export interface Folders {
  /** The base of relative paths in options. */
  readonly folder: string
  /** Where files are that no option names. */
  readonly stateFolder: string
}

/** The URL of the configured store. */
export function storeOf(
  { store, path }: { readonly store?: string; readonly path?: string },
  { folder, stateFolder }: Folders,
): string {
  if (store?.startsWith(SQLITE) === false) return store
  const named = store?.slice(SQLITE.length) ?? path
  return `${SQLITE}${named === undefined ? join(stateFolder, DEFAULT_FILE) : resolve(folder, named)}`
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
