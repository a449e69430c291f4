import type { Generated } from 'kysely'
import type { SignatureState } from '../archive.js'

/** The tables of an archive, the same in every store. Times are milliseconds since 1970. */
export interface Tables {
  messages: {
    /** Ascending in the order in which the messages were first recorded. */
    id: Generated<number>
    hash: string
    message: string
    class: string | null
    bytes: number
    /** `valid`, `invalid` or `unsigned`; null if it was not checked. */
    signature: Exclude<SignatureState, 'unknown'> | null
    first_seen: number
    last_seen: number
    times_seen: number
    /** How often it was put back since it was last seen. */
    put_backs: number
    /** Since when it was neither seen nor put back; null after the last put-back. */
    quiet_since: number | null
  }
  sightings: {
    message_id: number
    peer_id: number
    first_seen: number
    last_seen: number
    times_seen: number
  }
  peers: {
    id: Generated<number>
    identifier: string
    hostname: string
    port: number
  }
}

/** The version of the schema that this code reads and writes. */
export const SCHEMA_VERSION = 2

/** A signature state as stored in a table. */
export function stored(signature: SignatureState): Tables['messages']['signature'] {
  return signature === 'unknown' ? null : signature
}
