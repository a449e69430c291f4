import { readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Address } from '../address.js'
import { formatAddress, isHostPort, parseHostPort } from '../address.js'
import { hasCode, reasonOf } from '../errors.js'
import type { Log } from '../log.js'
import { writePrivateFile } from '../state/private-file.js'
import type { PeerTable } from './table.js'

/** The most bytes of the file: some 40,000 addresses. */
const MAX_IGNORED_BYTES = 1_048_576

/** What the ignored peers need from their node. */
export interface IgnoredPeersParts {
  readonly peers: Pick<PeerTable, 'ignore' | 'find' | 'move' | 'stored'>
  /** The option `stateFolder`, absolute. Without one, peers are ignored until the node stops. */
  readonly stateFolder: string | undefined
  readonly log: Log
}

/** The peers that the operator ignores: in the table, and in `ignored.json` of the state folder. */
export class IgnoredPeers {
  readonly #parts: IgnoredPeersParts
  readonly #path: string | undefined
  /** What is in the file is known: before, saving would lose it. */
  #isRestored = false

  constructor(parts: IgnoredPeersParts) {
    this.#parts = parts
    this.#path = parts.stateFolder === undefined ? undefined : join(parts.stateFolder, 'ignored.json')
  }

  /** Ignores the peers in the file. Called once, when the state folder is reserved. */
  restore(): void {
    if (this.#path === undefined) return
    for (const address of this.#load(this.#path)) this.#parts.peers.ignore(address)
    this.#isRestored = true
    // Peers that were ignored before the start belong there, too.
    if (this.#addresses().length > 0) this.#save()
  }

  /** The node has stopped: another one may use the folder. */
  close(): void {
    this.#isRestored = false
  }

  ignore(address: Address): void {
    this.#parts.peers.ignore(address)
    this.#save()
  }

  /** False if the peer is not ignored. */
  unignore(address: Address): boolean {
    const { peers } = this.#parts
    const record = peers.find(address)
    if (record?.status !== 'ignored') return false
    peers.move(record, 'new')
    this.#save()
    return true
  }

  #addresses(): string[] {
    const { peers } = this.#parts
    return peers
      .stored()
      .filter(({ status }) => status === 'ignored')
      .map(formatAddress)
      .sort()
  }

  /** The operator's decision holds in any case; at worst it ends with the process. */
  #save(): void {
    if (this.#path === undefined || !this.#isRestored) return
    try {
      const text = `${JSON.stringify(this.#addresses(), null, 2)}\n`
      if (text.length > MAX_IGNORED_BYTES) throw new Error(`It has more than ${MAX_IGNORED_BYTES} bytes.`)
      writePrivateFile(this.#path, text)
    } catch (thrown) {
      this.#parts.log.warn(
        `${this.#path} cannot be written: this change is lost when the node restarts. ${reasonOf(thrown)}`,
      )
    }
  }

  /** A damaged file is renamed: the next save would replace it. It does not stop the node. */
  #load(path: string): Address[] {
    const { log } = this.#parts
    try {
      const text = readIfThere(path)
      return text === undefined ? [] : addressesIn(text)
    } catch (thrown) {
      const renamed = `${path}.damaged`
      log.error(
        `${path} is damaged and is renamed to ${renamed}: its peers are not ignored any more. ${reasonOf(thrown)}`,
      )
      try {
        renameSync(path, renamed)
      } catch (cause) {
        log.warn(`${path} cannot be renamed: the next peer that is ignored replaces it. ${reasonOf(cause)}`)
      }
      return []
    }
  }
}

/** @throws Error if the file cannot be read, or is too large */
function readIfThere(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_IGNORED_BYTES)
      throw new Error(`It has more than ${MAX_IGNORED_BYTES} bytes.`)
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw thrown
  }
}

/** @throws Error if the text is not a list of `host:port` */
function addressesIn(text: string): Address[] {
  const list: unknown = JSON.parse(text)
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string' && isHostPort(entry)))
    throw new Error('It is not a list of "host:port".')
  return list.map(parseHostPort)
}
