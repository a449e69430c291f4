import { type Cancel, type Clock, every } from '../clock.js'
import type { PeerTable } from '../peers/table.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Random } from '../random.js'
import type { Prober } from './prober.js'

/** What announcing needs from its node. */
interface AnnounceParts {
  readonly clock: Clock
  readonly random: Random
  readonly queue: MessageQueue
  readonly peers: PeerTable
  readonly prober: Prober
}

/**
 * A node that nobody knows gets no messages: an idle one announces itself now and then.
 *
 * @param milliseconds between two announces; 0 turns them off
 */
export function announceWhenIdle(
  { clock, random, queue, peers, prober }: AnnounceParts,
  milliseconds: number,
): Cancel {
  if (milliseconds === 0) return () => {}
  // Jitter: nodes that start together must not announce together.
  const jitter = milliseconds * (0.75 + random.fraction() / 2)
  return every(clock, jitter, () => {
    const peer = queue.size + queue.taken === 0 ? peers.randomKnownPeer() : undefined
    if (peer !== undefined) void prober.probe(peer)
  })
}
