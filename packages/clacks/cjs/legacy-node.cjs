/**
 * Runs one unmodified clacks-p2p 0.3 from npm in its own process: it accepts self-signed
 * certificates only if NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the whole process, and it cannot
 * be stopped. src/testing/legacy-node.ts controls it over IPC: the first message contains its
 * settings, the others are calls. It reports its events the same way.
 */
const https = require('node:https')

const now = () => performance.timeOrigin + performance.now()
const notify = (notification) => process.connected && process.send(notification)

// It ends with its parent process, which handles Ctrl-C.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

// clacks-p2p has no option for the interface: it would listen on all of them.
const { listen } = https.Server.prototype
https.Server.prototype.listen = function (port) {
  return listen.call(this, port, '127.0.0.1', () => notify({ event: 'listening' }))
}

process.once('message', ({ program, key, cert, options }) => {
  const Clacks = require(program)
  const node = Clacks(key, cert, options)
  const dequeue = node.dequeue
  node.dequeue = () => {
    const message = dequeue()
    notify({ event: 'dequeued' })
    return message
  }
  node.onMessageRecieved(({ message, sender }) => {
    notify({ event: 'received', message, sender: `${sender.hostname}:${sender.port}`, at: now() })
  })
  node.onMessageQueued((message) => notify({ event: 'queued', message }))
  const notifyPeer = ({ hostname, port, status }) =>
    notify({ event: 'peer', address: `${hostname}:${port}`, status })
  node.onPeerDiscovered(notifyPeer)
  node.onPeerUpdated(notifyPeer)
  process.on('message', ({ call, args }) => node[call](...args))
})
