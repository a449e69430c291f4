// The limit: newline-delimited JSON over a TLS connection, 128 messages a write.
import { connect, createServer } from 'node:tls'
import { line, receiveLines } from '../processes/lines.mjs'
import { count } from '../processes/received.mjs'

const BATCH = 128

export async function receive({ key, cert }) {
  const server = createServer({ key, cert }, (socket) =>
    socket.setEncoding('utf8').on('data', receiveLines()),
  )
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, count }
}

export function send({ receiver: { port } }) {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, fill)
  // Where the other side is quick enough, one drain follows the other in the same turn of the
  // event loop for ever.
  socket.on('drain', () => setImmediate(fill))
  function fill() {
    let hasRoom = true
    while (hasRoom) {
      let batch = ''
      for (let count = 0; count < BATCH; count++) batch += line()
      hasRoom = socket.write(batch)
    }
  }
}
