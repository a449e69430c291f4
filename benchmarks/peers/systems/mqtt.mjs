import { createServer } from 'node:tls'
import { Aedes } from 'aedes'
import { connectAsync } from 'mqtt'
import { MESSAGE } from '../../wire/measured.cjs'
import { reporting, withinWindow } from '../processes/credit.mjs'
import { count, receive as received } from '../processes/received.mjs'

export async function broker({ key, cert }) {
  const aedes = await Aedes.createBroker()
  const server = createServer({ key, cert }, aedes.handle)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port }
}

const open = ({ broker: { port } }) =>
  connectAsync(`mqtts://127.0.0.1:${port}`, { rejectUnauthorized: false })

export async function receive(settings) {
  const { qos } = settings
  const client = await open(settings)
  const take = qos === 0 ? reporting((arrived) => client.publish('arrived', String(arrived))) : received
  client.on('message', (_, payload) => take(JSON.parse(payload.toString())))
  await client.subscribeAsync('messages', { qos })
  return { count }
}

export async function send(settings) {
  const { qos } = settings
  const client = await open(settings)
  if (qos === 0) {
    await client.subscribeAsync('arrived')
    const fill = withinWindow(() => client.publish('messages', JSON.stringify(MESSAGE)))
    client.on('message', (_, payload) => fill(Number(payload.toString())))
  } else {
    let arrived = 0
    const fill = withinWindow(() =>
      client.publish('messages', JSON.stringify(MESSAGE), { qos }, () => fill(++arrived)),
    )
  }
}
