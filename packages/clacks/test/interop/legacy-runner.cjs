/**
 * Runs one clacks-p2p 0.3 from npm, unchanged, in a process of its own: it trusts peers only where
 * NODE_TLS_REJECT_UNAUTHORIZED=0 is set for the whole process, and it has no way to be stopped.
 *
 * Driven over IPC: the first message holds its settings, the others are calls. It tells everything
 * that happens to it, so that whoever listens can keep a copy of its queue and its peers.
 */
const https = require('node:https')

const tell = (event, done) => {
  if (process.connected) process.send(event, done)
}
// The test that started it is gone: so is it.
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', (error) => {
  tell({ event: 'crashed', reason: String(error?.stack ?? error) }, () => process.exit(1))
})

const sockets = new Set()
const { createServer } = https
https.createServer = (options, handler) => {
  const server = createServer(options, (request, response) => {
    // It joins the pieces of a body with commas: more than one is the defect that our sender goes
    // round.
    let pieces = 0
    request.on('data', () => {
      pieces++
    })
    request.on('end', () => {
      if (pieces > 1) tell({ event: 'torn', pieces })
    })
    handler(request, response)
  })
  server.on('connection', (socket) => sockets.add(socket))
  const listen = server.listen.bind(server)
  // It has no option for the interface, and listens on all of them: here on loopback only.
  server.listen = (port) => listen(port, '127.0.0.1', () => tell({ event: 'listening' }))
  return server
}

const Clacks = require('clacks-p2p')

const watch = (node) => {
  const dequeue = node.dequeue
  node.dequeue = () => {
    const message = dequeue()
    tell({ event: 'dequeued' })
    return message
  }
  node.onMessageRecieved(({ message, type, sender, friend }) =>
    tell({ event: 'received', payload: { message, type, sender, friend } }),
  )
  node.onMessageQueued((message) => tell({ event: 'queued', message }))
  node.onPeerDiscovered(({ hostname, port, status }) => tell({ event: 'peer', hostname, port, status }))
  node.onPeerUpdated(({ hostname, port, status }) => tell({ event: 'peer', hostname, port, status }))
}

process.once('message', ({ key, cert, options }) => {
  const node = Clacks(key, cert, options)
  watch(node)
  process.on('message', ({ call, args }) => {
    if (call !== 'die') {
      node[call](...args)
      return
    }
    // From this moment nothing arrives any more, so that what it told until now is all that it ever
    // took.
    for (const socket of sockets) socket.destroy()
    tell({ event: 'dying' }, () => process.kill(process.pid, 'SIGKILL'))
  })
})
