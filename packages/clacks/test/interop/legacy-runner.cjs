/**
 * Runs a clacks-p2p 0.3 node from npm, unchanged, in its own process: it trusts peers only if
 * NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the whole process, and it cannot be stopped.
 *
 * Controlled over IPC: the first message has its settings, the others are calls. It reports every
 * event, so that the test can keep a copy of its queue and its peers.
 */
const https = require('node:https')

const report = (event, done) => {
  if (process.connected) process.send(event, done)
}
// Exit with the test that started it.
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', (error) => {
  report({ event: 'crashed', reason: String(error?.stack ?? error) }, () => process.exit(1))
})

const sockets = new Set()
const { createServer } = https
https.createServer = (options, handler) => {
  const server = createServer(options, (request, response) => {
    // It joins the chunks of a body with commas: our sender has to avoid more than one.
    let pieces = 0
    request.on('data', () => {
      pieces++
    })
    request.on('end', () => {
      if (pieces > 1) report({ event: 'torn', pieces })
    })
    handler(request, response)
  })
  server.on('connection', (socket) => sockets.add(socket))
  const listen = server.listen.bind(server)
  // It has no option for the interface and would listen on all of them.
  server.listen = (port) => listen(port, '127.0.0.1', () => report({ event: 'listening' }))
  return server
}

const Clacks = require('clacks-p2p')

const watch = (node) => {
  const dequeue = node.dequeue
  node.dequeue = () => {
    const message = dequeue()
    report({ event: 'dequeued' })
    return message
  }
  node.onMessageRecieved(({ message, type, sender, friend }) =>
    report({ event: 'received', payload: { message, type, sender, friend } }),
  )
  node.onMessageQueued((message) => report({ event: 'queued', message }))
  node.onPeerDiscovered(({ hostname, port, status }) => report({ event: 'peer', hostname, port, status }))
  node.onPeerUpdated(({ hostname, port, status }) => report({ event: 'peer', hostname, port, status }))
}

process.once('message', ({ key, cert, options }) => {
  const node = Clacks(key, cert, options)
  watch(node)
  process.on('message', ({ call, args }) => {
    if (call !== 'die') {
      node[call](...args)
      return
    }
    // Nothing arrives after this, so everything it received has been reported.
    for (const socket of sockets) socket.destroy()
    report({ event: 'dying' }, () => process.kill(process.pid, 'SIGKILL'))
  })
})
