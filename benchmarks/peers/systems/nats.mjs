import { connect } from '@nats-io/transport-node'
import { MESSAGE } from '../../wire/measured.cjs'
import { reporting, withinWindow } from '../processes/credit.mjs'
import { count } from '../processes/received.mjs'

export { broker } from '../processes/nats-server.mjs'

const open = ({ broker: { port } }) =>
  connect({ servers: `127.0.0.1:${port}`, tls: { rejectUnauthorized: false } })

export async function receive(settings) {
  const connection = await open(settings)
  const take = reporting((arrived) => connection.publish('arrived', String(arrived)))
  connection.subscribe('messages', { callback: (_, message) => take(message.json()) })
  await connection.flush()
  return { count }
}

export async function send(settings) {
  const connection = await open(settings)
  const fill = withinWindow(() => connection.publish('messages', JSON.stringify(MESSAGE)))
  connection.subscribe('arrived', { callback: (_, message) => fill(Number(message.string())) })
}
