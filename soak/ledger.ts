import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A node notes that a message is sent a moment after the peer has it: a kill may come between. */
const LATE_NOTE_MS = 2_000

/** What the witness of one node has written down. */
export interface Testimony {
  /** Ids of all messages that were ever queued. */
  readonly queued: ReadonlySet<string>
  /** Ids whose answer was lost, or may have been: they may be there twice. */
  readonly ambiguous: ReadonlySet<string>
  readonly samples: readonly Sample[]
}

/** The process once a second. */
export interface Sample {
  /** Mebibytes. */
  readonly rss: number
  readonly descriptors: number
  /** Event-loop delay of that second at p99, in milliseconds. */
  readonly delay: number
}

/** Reads what a witness has written, line by line. Lines that a full disk has torn are ignored. */
export async function testimonyIn(file: string): Promise<Testimony> {
  const queued = new Set<string>()
  const ambiguous = new Set<string>()
  const samples: Sample[] = []
  const sending = new Set<string>()
  const justSent = new Map<string, number>()
  if (!existsSync(file)) return { queued, ambiguous, samples }
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [what, id = '', detail = '', last = ''] = line.split(' ')
    if (what === 'queued') queued.add(id)
    else if (what === 'sending') sending.add(id)
    else if (what === 'sent') {
      sending.delete(id)
      remember(justSent, id, Number(detail))
    } else if (what === 'failed') {
      sending.delete(id)
      if (detail === 'unanswered') ambiguous.add(id)
    } else if (what === 'start') {
      // The former process may have been killed: what was on its way then is uncertain.
      for (const each of [...sending, ...justSent.keys()]) ambiguous.add(each)
      sending.clear()
      justSent.clear()
    } else if (what === 'sample')
      samples.push({ rss: Number(id), descriptors: Number(detail), delay: Number(last) })
  }
  return { queued, ambiguous, samples }
}

/** Keeps those of the last moments only. */
function remember(justSent: Map<string, number>, id: string, time: number): void {
  justSent.delete(id)
  justSent.set(id, time)
  for (const [each, when] of justSent) {
    if (time - when <= LATE_NOTE_MS) break
    justSent.delete(each)
  }
}
