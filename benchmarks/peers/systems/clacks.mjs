import { Clacks, drop } from 'clacks'
import { MESSAGE } from '../../wire/measured.cjs'
import { count, receive as received } from '../processes/received.mjs'

const REFILL_MS = 5
/** A refill is enough for twice what was sent since the last one, and at least for this. */
const MIN_STOCK = 2_000
/** More than a queue would have in the time of a run. */
const limits = { queueMessages: 1e7, queueBytes: 1e10 }

/** An application that takes each message out of the network, or a node whose queue grows. */
export async function receive({ key, cert, consumes }) {
  const node = new Clacks({ key, cert, port: 0, sendrate: 0, limits })
  if (consumes)
    node.hooks.received.tap('benchmark', ({ message }) => {
      received(message)
      return drop()
    })
  await node.start()
  return { port: node.address.port, count: consumes ? count : () => node.statistics().received }
}

export async function send({ key, cert, receiver: { port } }) {
  const node = new Clacks({ key, cert, port: 0, sendrate: Number.POSITIVE_INFINITY, limits })
  await node.start()
  node.addPeer('localhost', port)
  let last = 0
  setInterval(() => {
    const { sent, queued } = node.statistics()
    const stock = Math.max(MIN_STOCK, 2 * (sent - last))
    last = sent
    for (let missing = stock - queued; missing > 0; missing--) node.enqueue(MESSAGE)
  }, REFILL_MS)
}
