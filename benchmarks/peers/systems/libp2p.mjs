import { multiaddr } from '@multiformats/multiaddr'
import { createNode } from '../processes/libp2p-node.mjs'
import { line, receiveLines } from '../processes/lines.mjs'
import { count } from '../processes/received.mjs'

const PROTOCOL = '/clacks-benchmark/1'

export async function receive() {
  const node = await createNode()
  await node.handle(PROTOCOL, (stream) => {
    const take = receiveLines()
    const decoder = new TextDecoder()
    stream.addEventListener('message', ({ data }) => take(decoder.decode(data.subarray(), { stream: true })))
  })
  return { address: node.getMultiaddrs()[0].toString(), count }
}

/** One message a frame. */
export async function send({ receiver: { address } }) {
  const node = await createNode()
  const stream = await node.dialProtocol(multiaddr(address), PROTOCOL)
  const encoder = new TextEncoder()
  const fill = () => {
    while (stream.writeStatus === 'writable' && stream.send(encoder.encode(line())));
  }
  stream.addEventListener('drain', () => setImmediate(fill))
  fill()
}
