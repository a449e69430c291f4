import { createServer } from 'node:https'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { MESSAGE } from '../../wire/measured.cjs'
import { reporting, withinWindow } from '../processes/credit.mjs'
import { count, receive as received } from '../processes/received.mjs'

export async function receive({ key, cert, acknowledged }) {
  const server = createServer({ key, cert })
  new Server(server, { transports: ['websocket'] }).on('connection', (socket) => {
    if (acknowledged)
      socket.on('message', (message, acknowledge) => {
        received(message)
        acknowledge()
      })
    else
      socket.on(
        'message',
        reporting((arrived) => socket.emit('arrived', arrived)),
      )
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, count }
}

export function send({ receiver: { port }, acknowledged }) {
  const socket = io(`https://127.0.0.1:${port}`, { transports: ['websocket'], rejectUnauthorized: false })
  socket.on('connect', () => {
    if (acknowledged) {
      let arrived = 0
      const fill = withinWindow(() => socket.emit('message', MESSAGE, () => fill(++arrived)))
    } else
      socket.on(
        'arrived',
        withinWindow(() => socket.emit('message', MESSAGE)),
      )
  })
}
