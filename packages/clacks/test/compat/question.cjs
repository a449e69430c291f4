// Written for clacks-p2p: one node asks, the other answers. Only the required name differs in
// clacks.
const fs = require('node:fs')
const Clacks = require('clacks-p2p')

const [role, port, otherPort, keyFile, certFile] = process.argv.slice(2)
const node = new Clacks(fs.readFileSync(keyFile), fs.readFileSync(certFile), {
  port: Number(port),
  sendrate: 20,
})

function say(...words) {
  console.log(JSON.stringify(words))
}

say('options', node.getOptions().hostname, node.getOptions().sendrate, node.getOptions().killtimeout)
node.onPeerDiscovered((peer) => say('discovered', peer.hostname, peer.status, peer.identifier.length))
node.onMessageQueued((message) => say('queued', message))
node.extend((peer, payload, req, res) => {
  if (role === 'answerer' && payload.type === 'announce') say('announced by', peer.hostname, req.method)
  if (payload.message !== 'swallowed') return true
  say('swallowed', peer.status)
  res.statusCode = 200
  return false
})
node.onMessageRecieved((payload) => {
  say('received', payload.message, payload.type, payload.sender.hostname)
  if (payload.message === 'discarded' || payload.message?.answer) payload.message = null
  if (payload.message?.question) payload.message = { answer: 4 }
})

function ask() {
  for (const message of ['swallowed', 'discarded', '', null, { question: 'two and two?' }])
    node.enqueue(message)
  say('empty', node.isEmpty())
}

// The test closes standard input when it has seen enough.
process.stdin.resume().on('end', () => {
  say('knows', Object.values(node.getPeers()).flatMap(Object.values).length)
  process.exit(0)
})

// A clacks-p2p node without a peer loses what it sends.
if (role === 'asker') {
  node.onPeerDiscovered(ask)
  node.announce('localhost', otherPort)
}
