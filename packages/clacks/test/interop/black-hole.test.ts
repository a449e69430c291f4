import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { expect, it } from 'vitest'
import { makeKeyPair } from '../node/certificate.js'
import { post } from '../node/post.js'
import { MixedNetwork, statusOf } from './mixed-network.js'

/** A web server that answers 200 to everything, and records its requests. */
class WebServer {
  readonly bodies: string[] = []
  readonly #server: Server
  #port = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<WebServer> {
    const web = new WebServer(createServer(await makeKeyPair()))
    web.#server.on('request', (request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece
      })
      request.on('end', () => {
        web.bodies.push(body)
        response.end('<html></html>')
      })
    })
    web.#server.listen(0, '127.0.0.1')
    await once(web.#server, 'listening')
    const address = web.#server.address()
    if (address !== null && typeof address !== 'string') web.#port = address.port
    return web
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  get messages(): string[] {
    return this.bodies.filter((body) => body.includes('"type":"message"'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

it('S3: two requests that name a web server as sender neither drain our nodes nor spread it', async () => {
  await using web = await WebServer.start()
  await using network = await MixedNetwork.make()
  const victim = await network.addOurs()
  const other = await network.addOurs()
  const legacy = await network.addLegacy()
  victim.node.addPeer('127.0.0.1', other.node.address.port)
  other.node.addPeer(legacy.hostname, legacy.port)
  const [hostname = '', port = ''] = web.address.split(':')
  const sender = { hostname, port: Number(port) }
  const claims = [
    { message: null, type: 'announce', sender },
    { message: 'bait', type: 'message', sender },
  ]
  for (const claim of claims)
    expect(await post(victim.node, JSON.stringify(claim), { legacy: true })).toMatchObject({ status: 200 })
  const messages = Array.from({ length: 20 }, (_, index) => `message ${index}`)
  for (const message of messages) victim.node.enqueue(message)

  await network.until('all messages have passed all nodes', () =>
    [other, legacy].every(({ everQueued }) => messages.every((message) => everQueued.includes(message))),
  )
  await network.until('the web server was asked whether it speaks clacks', () => web.bodies.length >= 2)
  const sent = [...messages, 'bait'].map((message) => JSON.stringify(message))
  expect(await network.gather(sent.length)).toEqual(sent.sort())
  expect(web.messages).toEqual([])
  expect(statusOf(victim, web.address)).toBe('lost')
  expect(statusOf(other, web.address)).toBeUndefined()
  expect(legacy.peers.has(web.address)).toBe(false)
  expect(legacy.received.some(({ friend }) => `${friend?.hostname}:${friend?.port}` === web.address)).toBe(
    false,
  )
})
