/**
 * One clacks-p2p 0.3.3 from npm, unchanged, in a process of its own: it takes self-signed certificates only where
 * NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the whole process. It is driven over IPC, and tells what happens to it.
 */
const https = require('node:https')

const tell = (told) => process.connected && process.send(told)
const now = () => performance.timeOrigin + performance.now()

// It lives and dies with the demo, which decides what Ctrl-C means.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

// It has no option for the interface, and would listen on all of them.
const { listen } = https.Server.prototype
https.Server.prototype.listen = function (port) {
  return listen.call(this, port, '127.0.0.1', () => tell({ event: 'listening' }))
}

const Clacks = require('clacks-p2p')

process.once('message', ({ key, cert, options }) => {
  const node = new Clacks(key, cert, options)
  node.onMessageRecieved(({ message, sender }) => {
    tell({ event: 'received', message, sender: `${sender.hostname}:${sender.port}`, at: now() })
  })
  const tellPeer = ({ hostname, port, status }) =>
    tell({ event: 'peer', address: `${hostname}:${port}`, status })
  node.onPeerDiscovered(tellPeer)
  node.onPeerUpdated(tellPeer)
  process.on('message', ({ hostname, port }) => node.announce(hostname, port))
})
