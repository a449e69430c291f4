import { createHash } from 'node:crypto'
import DHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet.js'
import Hyperswarm from 'hyperswarm'
import { MESSAGE } from '../../wire/measured.cjs'
import { count, receive as received } from '../processes/received.mjs'

const TOPIC = createHash('sha256').update('clacks').digest()

/** A DHT of three nodes, where sender and receiver find each other. */
export async function broker() {
  const { bootstrap } = await createTestnet(3, { host: '127.0.0.1' })
  return { bootstrap }
}

function swarmOf({ broker: { bootstrap } }, connected) {
  const swarm = new Hyperswarm({ dht: new DHT({ ephemeral: true, bootstrap, host: '127.0.0.1' }) })
  // On a busy machine a connection may time out: then it makes another one.
  swarm.on('connection', (socket) => connected(socket.on('error', () => {})))
  return swarm
}

// Its encrypted streams keep the bounds of what was written: each write is one message.
export async function receive(settings) {
  const swarm = swarmOf(settings, (socket) => {
    socket.on('data', (data) => received(JSON.parse(data.toString())))
    socket.write('ready')
  })
  await swarm.join(TOPIC, { server: true, client: false }).flushed()
  return { count }
}

export function send(settings) {
  const swarm = swarmOf(settings, (socket) => {
    const fill = () => {
      while (socket.write(Buffer.from(JSON.stringify(MESSAGE))));
    }
    socket.on('drain', fill)
    // What is sent before the other side has its socket is lost, and repeated seconds later.
    socket.once('data', fill)
  })
  swarm.join(TOPIC, { server: false, client: true })
}
