import { createServer } from 'node:https'
import { WebSocket, WebSocketServer } from 'ws'
import { MESSAGE } from '../../wire/measured.cjs'
import { count, receive as received } from '../processes/received.mjs'

const BATCH = 128

export async function receive({ key, cert }) {
  const server = createServer({ key, cert })
  new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', (data) => received(JSON.parse(data.toString()))),
  )
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, count }
}

export function send({ receiver: { port } }) {
  const socket = new WebSocket(`wss://127.0.0.1:${port}`, { rejectUnauthorized: false })
  // Two batches: one is written while the other is made.
  socket.on('open', () => {
    fill()
    fill()
  })
  function fill() {
    for (let count = 1; count < BATCH; count++) socket.send(JSON.stringify(MESSAGE))
    // Written, if not always sent: the next batch waits for a turn of the event loop.
    socket.send(JSON.stringify(MESSAGE), () => setImmediate(fill))
  }
}
