import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { MESSAGE, measured } from './measured.cjs'

/** The minimum that a receiver has to do: collect, parse, check, answer. */
measured(async ({ key, cert }: { key: string; cert: string }) => {
  let messages = 0
  const server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const payload = JSON.parse(Buffer.concat(chunks).toString())
      if (payload.message.length === MESSAGE.length) messages++
      response.writeHead(200)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, count: () => messages }
})
