import fc from 'fast-check'
import { decoded, encoded, message, mutated, oneLine } from '../inputs.ts'
import { defineTarget, violated } from '../target.ts'
import { exchange, ListeningNode } from '../tls-streams.ts'

const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  ':',
  '\u0000',
  '\u00ff',
  'content-length: 5\r\n',
  'content-length: 99999999999999999999\r\n',
  'transfer-encoding: chunked\r\n',
  'transfer-encoding: xchunked\r\n',
  'connection: close\r\n',
  'connection: upgrade\r\nupgrade: h2c\r\n',
  'expect: 100-continue\r\n',
  'origin: https://a.example\r\n',
  'content-encoding: gzip\r\n',
  'clacks-transfer: x\r\n',
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  'POST / HTTP/1.1\r\n',
  'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
  `x: ${'h'.repeat(17_000)}\r\n`,
]

const body = message.map((said) =>
  encoded(`{"message":${said},"type":"message","sender":{"hostname":"a.example","port":1}}`),
)
const request = fc
  .record({
    line: fc.oneof(
      { weight: 6, arbitrary: fc.constant('POST / HTTP/1.1') },
      fc.constantFrom(
        'GET / HTTP/1.1',
        'POST / HTTP/1.0',
        'POST / HTTP/9.9',
        'OPTIONS * HTTP/1.1',
        'CONNECT 10.0.0.1:80 HTTP/1.1',
        'POST http://169.254.169.254/ HTTP/1.1',
        'PRI * HTTP/2.0',
      ),
    ),
    body,
    chunked: fc.boolean(),
    headers: fc.subarray([
      'clacks-caps: 1\r\n',
      'host: y\r\n',
      'expect: 100-continue\r\n',
      'clacks-transfer: t\r\n',
    ]),
  })
  .map(({ line, body: said, chunked, headers }) => {
    const head = `${line}\r\nhost: x\r\ncontent-type: application/json\r\n${headers.join('')}`
    if (!chunked) return `${head}content-length: ${said.length}\r\n\r\n${said}`
    const half = said.length >> 1
    const chunks = [said.slice(0, half), said.slice(half)].filter((chunk) => chunk !== '')
    const sizes = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    return `${head}transfer-encoding: chunked\r\n\r\n${sizes.join('')}0\r\n\r\n`
  })
/** Pipelined requests, in one write or two. */
const stream = fc
  .tuple(
    mutated(
      fc.array(request, { minLength: 1, maxLength: 3 }).map((list) => list.join('')),
      TOKENS,
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([bytes, cut]) => [bytes.slice(0, cut * bytes.length), bytes.slice(cut * bytes.length)])

/** Raw streams over TLS, several at once. */
export const http = defineTarget<string[][]>({
  inputs: fc.array(stream, { minLength: 1, maxLength: 12 }),
  size: (streams) => streams.length,
  async open() {
    const node = await ListeningNode.start()
    return {
      async check(streams) {
        node.queued.length = 0
        await Promise.all(
          streams.map(async (parts) => {
            const received = await exchange(await node.tls(), parts)
            const answered = received.match(/HTTP\/1\.1 [2-5]\d\d /g)?.length ?? 0
            // An upper bound: the first line of a request has a version.
            const asked = (parts.join('').match(/HTTP\//g)?.length ?? 0) + 1
            if (answered > asked) violated(`${asked} requests at most, ${answered} answers.`)
          }),
        )
        const bytes = streams.map((parts) => oneLine(decoded(parts.join('')).toString()))
        // A message whose chunks were split is checked by the target `payload`.
        for (const text of node.queued)
          if (!bytes.some((said) => said.includes(text) || said.includes('chunked')))
            violated(`Invented: ${text.slice(0, 200)}`)
        await node.expectHealthy()
      },
      close: () => node.stop(),
    }
  },
})
