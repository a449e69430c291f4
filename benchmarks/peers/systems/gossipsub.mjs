import { gossipsub, StrictNoSign, StrictSign } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { multiaddr } from '@multiformats/multiaddr'
import { MESSAGE } from '../../wire/measured.cjs'
import { reporting, withinWindow } from '../processes/credit.mjs'
import { createNode } from '../processes/libp2p-node.mjs'
import { count } from '../processes/received.mjs'

const nodeOf = ({ signed }) =>
  createNode({
    identify: identify(),
    pubsub: gossipsub({
      globalSignaturePolicy: signed ? StrictSign : StrictNoSign,
      // One that ends before the other is not an error.
      allowPublishToZeroTopicPeers: true,
    }),
  })

const subscribe = ({ services: { pubsub } }, topic, take) => {
  pubsub.subscribe(topic)
  pubsub.addEventListener('message', ({ detail }) => {
    if (detail.topic === topic) take(JSON.parse(new TextDecoder().decode(detail.data)))
  })
}
const publish = ({ services: { pubsub } }, topic, value) =>
  pubsub.publish(topic, new TextEncoder().encode(JSON.stringify(value)))

export async function receive(settings) {
  const node = await nodeOf(settings)
  const report = (arrived) => publish(node, 'arrived', arrived)
  subscribe(node, 'messages', reporting(report))
  // The sender begins once each knows what the other one subscribes to. A report may be sent too
  // early, and the same one twice is dropped.
  let attempts = 0
  node.services.pubsub.addEventListener('gossipsub:heartbeat', () => {
    if (count() === 0) report(-attempts++)
  })
  return { address: node.getMultiaddrs()[0].toString(), count }
}

export async function send(settings) {
  const node = await nodeOf(settings)
  // A message that was seen before is dropped: these have numbers, and are as long.
  const sendOne = (number) => publish(node, 'messages', String(number).padStart(10, '0') + MESSAGE.slice(10))
  let fill
  subscribe(node, 'arrived', (arrived) => {
    if (fill === undefined) fill = withinWindow(sendOne)
    else fill(arrived)
  })
  await node.dial(multiaddr(settings.receiver.address))
}
