import { createServer, Server } from 'node:net'
import Clacks from 'clacks-p2p'
import { MESSAGE } from '../../wire/measured.cjs'
import { count, receive as received } from '../processes/received.mjs'

// It listens on all interfaces, and has no option for that.
const { listen } = Server.prototype
Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  return listen.call(this, port, '127.0.0.1', ...rest)
}

/** It does not say which port it got: one that is free now. */
function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

export async function receive({ key, cert }) {
  const port = await freePort()
  new Clacks(key, cert, { port }).onMessageRecieved(({ message }) => received(message))
  return { port, count }
}

export async function send({ key, cert, receiver: { port } }) {
  const node = new Clacks(key, cert, { port: await freePort(), sendrate: 20_000 })
  node.addPeer('localhost', port)
  setInterval(() => {
    while (node.peek().length < 100) node.enqueue(MESSAGE)
  }, 5)
}
