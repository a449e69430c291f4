import { formatAddress } from '../address.js'
import type { Counters } from '../counters.js'
import { PluginError } from '../errors.js'
import type { Departure } from '../hooks/departure.js'
import { type Hooks, isHookUsed } from '../hooks/hooks.js'
import { setInputSource } from '../hooks/input-source.js'
import { describeInvalidVerdict, isDepartureVerdict } from '../hooks/valid-verdict.js'
import type { DepartureVerdict } from '../hooks/verdict.js'
import type { Peer } from '../peers/peer.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queued-message.js'
import { stringifyMessage } from '../wire/json.js'
import { fitsLegacy } from '../wire/legacy.js'
import { textOfChanged } from '../wire/unchanged-numbers.js'
import { avoidPeer, type SettleParts } from './settle.js'
import { fitsLegacyPeer } from './suitability.js'

/** What the departures need from their node. */
export interface DeparturesParts extends Pick<SettleParts, 'peers' | 'queue' | 'clock'> {
  readonly hooks: Hooks
  readonly counters: Counters
}

/** A taken message, the peer that was picked for it, and the friend that goes with it. */
export interface Outgoing {
  readonly entry: QueuedMessage
  readonly record: PeerRecord
  readonly friend: PeerRecord | undefined
}

/** What becomes of a message after the taps of `beforeSend`. */
export interface DepartureEnd {
  /** Send this text to this peer. */
  readonly send: (text: string, record: PeerRecord) => void
  /** Try it again later. */
  readonly defer: () => void
  /** It was discarded. */
  readonly dropped: () => void
}

/** Calls the taps of `beforeSend`. It creates no promise where no tap returns one. */
export class Departures {
  readonly #parts: DeparturesParts

  constructor(parts: DeparturesParts) {
    this.#parts = parts
  }

  /** Whether there are taps. */
  get areTapped(): boolean {
    return isHookUsed(this.#parts.hooks, 'beforeSend')
  }

  /** Calls the taps, then exactly one function of `end`. */
  callTaps(outgoing: Outgoing, end: DepartureEnd): void {
    const { entry, record, friend } = outgoing
    const message: unknown = JSON.parse(entry.json)
    const departure: Departure = {
      message,
      json: entry.json,
      peer: peerOf(record),
      friend: friend && peerOf(friend),
    }
    setInputSource(departure, entry.source ?? entry.transfer)
    this.#parts.hooks.beforeSend.callAsync(departure, (thrown, verdict) => {
      // A failure was reported where it happened; the message is tried again later.
      if (thrown) end.defer()
      else this.#decide(outgoing, departure, message, verdict, end)
    })
  }

  #decide(
    { entry, record }: Outgoing,
    departure: Departure,
    message: unknown,
    verdict: DepartureVerdict | undefined,
    end: DepartureEnd,
  ): void {
    // Verdicts of plugins have been checked, those of taps of the application have not.
    if (verdict !== undefined && !isDepartureVerdict(verdict)) {
      this.#misuse(describeInvalidVerdict(verdict))
      end.defer()
    } else if (verdict?.kind === 'drop') {
      this.#drop(entry, departure.message, verdict.reason)
      end.dropped()
    } else if (verdict !== undefined) {
      end.defer()
    } else {
      const changed = this.#changed(entry, record, departure, message)
      if (changed === undefined) end.defer()
      else end.send(changed.text, changed.record)
    }
  }

  /** The message and peer after the taps; undefined if that peer cannot take it. */
  #changed(
    entry: QueuedMessage,
    picked: PeerRecord,
    { message, peer }: Departure,
    before: unknown,
  ): { readonly text: string; readonly record: PeerRecord } | undefined {
    const record = isPeer(peer, picked) ? picked : this.#parts.peers.find(peer)
    if (record === undefined || !isPeer(peer, record) || record.status === 'ignored')
      return this.#misuse(`Peer ${formatAddress(peer)} is not in the table, or is ignored.`)
    const text = this.#textOf(entry.json, message, before)
    if (text === undefined) return undefined
    const fits = text === entry.json ? fitsLegacyPeer(entry) : fitsLegacy(text)
    if (record.caps !== undefined || fits) return { text, record }
    avoidPeer(entry, record, this.#parts)
    return this.#misuse(`Peer ${formatAddress(record)} cannot carry the message.`)
  }

  #textOf(json: string, message: unknown, before: unknown): string | undefined {
    if (message === before && typeof message !== 'object') return json
    try {
      const text = stringifyMessage(message)
      const isChanged = text !== json && text !== stringifyMessage(JSON.parse(json))
      return isChanged ? textOfChanged(message, json) : json
    } catch {
      // It has no JSON form.
      return undefined
    }
  }

  #misuse(reason: string): undefined {
    const error = new PluginError('ERR_CLACKS_VERDICT', 'application', 'beforeSend', reason)
    this.#parts.hooks.pluginFailed.call(error)
  }

  #drop(entry: QueuedMessage, message: unknown, reason: string): void {
    const { hooks, queue, counters } = this.#parts
    const { json, source } = entry
    queue.release(entry)
    counters.discarded++
    counters.discards['dropped-before-send']++
    if (!isHookUsed(hooks, 'discarded')) return
    const discard = { message, json, reason, direction: 'out' } as const
    setInputSource(discard, source)
    hooks.discarded.call(discard)
  }
}

/** Not by the identifier alone: different addresses can have the same one. */
function isPeer({ identifier, hostname, port }: Peer, record: PeerRecord): boolean {
  return identifier === record.identifier && hostname === record.hostname && port === record.port
}
