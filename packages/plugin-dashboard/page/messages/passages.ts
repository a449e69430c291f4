import type { TapCall } from '../api/types.js'

/** One run of a hook over one message, with the taps in their order. */
export interface Passage {
  readonly number: number
  readonly hook: string
  /** Before the first tap, as JSON text. */
  readonly message: string
  readonly calls: readonly TapCall[]
}

/** Passages that are kept. */
export const MAX_PASSAGES = 20
/** Taps of one passage that are kept. */
const MAX_CALLS = 100

/** Adds the call of a tap to the passages, newest first. Old ones go. */
export function withCall(passages: readonly Passage[], call: TapCall): readonly Passage[] {
  const known = passages.find(({ number }) => number === call.passage)
  if (known === undefined) {
    const passage = { number: call.passage, hook: call.hook, message: call.message, calls: [call] }
    return [passage, ...passages.slice(0, MAX_PASSAGES - 1)]
  }
  if (known.calls.length >= MAX_CALLS) return passages
  const calls = [...known.calls, call].sort((one, other) => one.order - other.order)
  return passages.map((passage) => (passage === known ? { ...known, calls } : passage))
}
