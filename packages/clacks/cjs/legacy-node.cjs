/**
 * Runs one clacks-p2p 0.3 from npm, unchanged, in a process of its own: it takes self-signed
 * certificates only where NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the whole process, and it has
 * no way to be stopped. Driven over IPC by src/testing/legacy-node.ts: the first message holds its
 * settings, the others are calls; it tells what happens to it.
 */
const https = require('node:https')

const now = () => performance.timeOrigin + performance.now()
const tell = (told) => process.connected && process.send(told)

// It lives and dies with whoever started it, who decides what Ctrl-C means.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

// It has no option for the interface, and would listen on all of them.
const { listen } = https.Server.prototype
https.Server.prototype.listen = function (port) {
  return listen.call(this, port, '127.0.0.1', () => tell({ event: 'listening' }))
}

process.once('message', ({ program, key, cert, options }) => {
  const Clacks = require(program)
  const node = Clacks(key, cert, options)
  const dequeue = node.dequeue
  node.dequeue = () => {
    const message = dequeue()
    tell({ event: 'dequeued' })
    return message
  }
  node.onMessageRecieved(({ message, sender }) => {
    tell({ event: 'received', message, sender: `${sender.hostname}:${sender.port}`, at: now() })
  })
  node.onMessageQueued((message) => tell({ event: 'queued', message }))
  const tellPeer = ({ hostname, port, status }) =>
    tell({ event: 'peer', address: `${hostname}:${port}`, status })
  node.onPeerDiscovered(tellPeer)
  node.onPeerUpdated(tellPeer)
  process.on('message', ({ call, args }) => node[call](...args))
})
