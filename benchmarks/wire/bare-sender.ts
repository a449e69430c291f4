import { Client } from 'undici'
import { MESSAGE, measured } from './measured.cjs'

/** The minimum that a sender has to do: one connection, 64 requests in flight. */
measured(async ({ port }: { port: number }) => {
  let messages = 0
  const client = new Client(`https://127.0.0.1:${port}`, {
    pipelining: 64,
    connect: { rejectUnauthorized: false },
  })
  const handler = {
    onRequestStart() {},
    onResponseStart() {},
    onResponseData() {},
    onResponseEnd() {
      messages++
      send()
    },
    onResponseError(_: unknown, error: Error) {
      throw error
    },
  }
  const headers = ['content-type', 'application/json']
  function send(): void {
    const body = JSON.stringify({
      message: MESSAGE,
      type: 'message',
      sender: { hostname: 'localhost', port: 1 },
    })
    client.dispatch({ method: 'POST', path: '/', idempotent: true, blocking: false, headers, body }, handler)
  }
  for (let count = 0; count < 64; count++) send()
  return { count: () => messages }
})
