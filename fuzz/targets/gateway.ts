import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { gateway } from '@clacks/plugin-gateway'
import { Clacks, createNode, definePlugin, type Log } from 'clacks'
import fc from 'fast-check'
import { DirectTransport } from '../direct-transport.ts'
import { address, decoded, encoded, json, message, mutated, text } from '../inputs.ts'
import { defineTarget, violated, within } from '../target.ts'

/** Stands for the token, which is another one in each run. */
const TOKEN = 'TOKEN-OF-THE-GATEWAY'
const MAX_MS = 10_000
const CONFIG = { hostname: 'localhost', port: 0, sendrate: 0, plugins: [] }

const TOKENS = [
  '\r\n',
  '\r\n\r\n',
  ':',
  ' ',
  '%',
  '%00',
  '%2e%2e/',
  '..;/',
  '//',
  '?',
  '&',
  '#',
  '\\',
  '\u0000',
  '\u00ff',
  'content-length: 5\r\n',
  'content-length: 99999999999\r\n',
  'transfer-encoding: chunked\r\n',
  'expect: 100-continue\r\n',
  'connection: upgrade\r\nupgrade: websocket\r\n',
  'content-encoding: gzip\r\n',
  'origin: null\r\n',
  'host: attacker.example\r\n',
  'x-http-method-override: DELETE\r\n',
  '__proto__',
  'constructor[prototype]',
  '0\r\n\r\n',
]

const ROUTES = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /v1/status',
  'GET /v1/plugins',
  'GET /v1/messages',
  'POST /v1/messages',
  'GET /v1/events',
  'GET /v1/trace',
  'GET /v1/peers',
  'POST /v1/peers',
  'POST /v1/peers/announce',
  'POST /v1/peers/ignore',
  'POST /v1/peers/unignore',
  'GET /v1/config',
  'POST /v1/config/preview',
  'POST /v1/config/apply',
  'POST /v1/session',
  'DELETE /v1/session',
  'POST /v1/login-codes',
  'GET /mounted/items/7',
  'POST /mounted/echo',
]
const PATHS = [
  ...ROUTES.map((route) => route.split(' ')[1] ?? ''),
  '/',
  '/mounted/',
  '/nowhere',
  '/v1/%2e%2e/healthz',
  '//healthz',
  '*',
  'http://127.0.0.1/v1/status',
]
const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'get']

/** A lone surrogate cannot be encoded. */
const wellFormed = (said: string): string => Buffer.from(said).toString()

const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'limit',
        'skip',
        'form',
        'status',
        'events',
        'peer',
        'match',
        'plugin',
        'hook',
        '__proto__',
      ),
      fc.oneof(
        fc.constantFrom('1', '0', '-1', 'text', 'json', 'alive', '1e9', '10000', '', 'a'.repeat(2_000)),
        text(),
      ),
    ),
    { maxLength: 3 },
  )
  .map((pairs) =>
    pairs.length === 0
      ? ''
      : `?${pairs.map(([name, said]) => `${name}=${encodeURIComponent(wellFormed(said))}`).join('&')}`,
  )

const path = fc.array(
  fc.oneof(
    text().map((said) => JSON.stringify(said)),
    fc.constantFrom('0', '1', '"limits"', '"sendrate"'),
  ),
  {
    maxLength: 3,
  },
)
const changes = fc
  .array(fc.tuple(path, json), { maxLength: 3 })
  .map((all) => `[${all.map(([at, value]) => `{"path":[${at.join(',')}],"value":${value}}`).join(',')}]`)
const edit = fc.oneof(
  fc
    .tuple(text(), json)
    .map(([name, options]) => `{"action":"add","plugin":${JSON.stringify(name)},"options":${options}}`),
  text().map((id) => `{"action":"remove","id":${JSON.stringify(id)}}`),
  text().map((id) => `{"action":"disable","id":${JSON.stringify(id)}}`),
  fc
    .tuple(text(), changes)
    .map(([id, all]) => `{"action":"configure","id":${JSON.stringify(id)},"changes":${all}}`),
  changes.map((all) => `{"action":"set","changes":${all}}`),
  json,
)
const body = fc.oneof(
  message,
  json,
  address,
  edit.map((said) => `{"edit":${said}}`),
  text().map((code) => `{"code":${JSON.stringify(code)}}`),
  fc.array(message, { maxLength: 4 }).map((lines) => lines.join('\n')),
  fc.constant(''),
)

/** Who asks. Only the first has what is needed. */
const CALLERS = [
  `authorization: Bearer ${TOKEN}\r\n`,
  'authorization: Bearer wrong\r\n',
  'authorization: Basic dGVzdA==\r\n',
  'cookie: clacks-gateway-8081=x\r\nx-clacks-csrf: x\r\n',
  '',
]

const request = fc
  .record({
    route: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...ROUTES) },
      fc.tuple(fc.constantFrom(...METHODS), fc.constantFrom(...PATHS)).map((parts) => parts.join(' ')),
    ),
    query,
    caller: fc.oneof({ weight: 5, arbitrary: fc.constant(CALLERS[0] ?? '') }, fc.constantFrom(...CALLERS)),
    host: fc.oneof(
      { weight: 8, arbitrary: fc.constant('localhost') },
      fc.constantFrom('attacker.example', '[::1]:80', '', 'a b'),
    ),
    type: fc.oneof(
      { weight: 4, arbitrary: fc.constant('application/json') },
      fc.constantFrom(
        'application/json',
        'application/x-ndjson',
        'text/plain',
        'application/json; charset=utf-16',
        '',
      ),
    ),
    headers: fc.subarray(
      [
        'last-event-id: 00-1\r\n',
        'origin: http://localhost\r\n',
        'origin: https://attacker.example\r\n',
        'access-control-request-method: POST\r\n',
        'accept-encoding: gzip\r\n',
        'if-none-match: *\r\n',
        'range: bytes=0-1\r\n',
      ],
      { maxLength: 2 },
    ),
    body,
  })
  .map(({ route, query: asked, caller, host, type, headers, body: said }) => {
    const bytes = encoded(said)
    const sent = route.startsWith('GET') && bytes.length % 3 > 0 ? '' : bytes
    const length = sent === '' ? '' : `content-length: ${sent.length}\r\n`
    const content = type === '' ? '' : `content-type: ${type}\r\n`
    return `${route}${asked} HTTP/1.1\r\nhost: ${host}\r\n${caller}${content}${headers.join('')}${length}\r\n${sent}`
  })

/** A plugin with routes, as a third party writes one. */
const mounts = definePlugin({
  name: 'mounts',
  requires: ['gateway'],
  async setup(ctx) {
    await ctx.inject('gateway').mount(ctx, {
      prefix: '/mounted',
      routes: [
        { method: 'GET', path: '/items/:id', handler: ({ params, query: asked }) => ({ params, asked }) },
        { method: 'POST', path: '/echo', handler: ({ body: said }) => ({ said }) },
      ],
    })
  },
})

/** Requests to the gateway of a node that runs from a config, several at once. */
export const gatewayRequests = defineTarget<string[]>({
  inputs: fc.array(mutated(request, TOKENS), { minLength: 1, maxLength: 12 }),
  size: (requests) => requests.length,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'clacks-fuzz-'))
    const file = join(folder, 'clacks.config.json')
    const text0 = JSON.stringify(CONFIG)
    await writeFile(file, text0)
    const errors: string[] = []
    const log: Log = {
      debug() {},
      info() {},
      warn() {},
      error: (said, details) => void errors.push(`${said} ${JSON.stringify(details)}`),
      child: () => log,
    }
    const configured = await createNode(file, {
      env: {},
      overrides: { log, transport: new DirectTransport() },
    })
    await configured.start()
    const configuration = configured.service('configuration') ?? violated('There is no configuration.')
    const node = new Clacks({
      hostname: 'localhost',
      port: 0,
      sendrate: 0,
      log,
      transport: new DirectTransport(),
      folder,
      services: { configuration },
      plugins: [gateway({ port: 0, tokenFile: './token' }), mounts],
    })
    await node.start()
    const token = (await readFile(join(folder, 'token'), 'utf8')).trim()
    const port = Number(new URL(node.service('gateway')?.origin ?? '').port)
    const ask = async (asked: string): Promise<string> =>
      exchange(await open(port), asked.replaceAll(TOKEN, token))
    return {
      async check(requests) {
        const answers = await Promise.all(requests.map(ask))
        for (const [index, answer] of answers.entries()) checkAnswer(requests[index] ?? '', answer, token)
        if (errors.length > 0) violated(`Logged: ${errors.splice(0).join('\n').slice(0, 2_000)}`)
        const healthy = await ask(
          `GET /v1/status HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`,
        )
        if (!healthy.startsWith('HTTP/1.1 200 '))
          violated(`An honest request is answered ${healthy.slice(0, 200)}`)
        // The config stays small, and the queue has room.
        if ((await readFile(file, 'utf8')).length > 10_000) await writeFile(file, text0)
      },
      async close() {
        await within(MAX_MS, 'stop()', Promise.all([node.stop(), configured.stop()]))
        await rm(folder, { recursive: true, force: true })
      },
    }
  },
})

function checkAnswer(asked: string, answer: string, token: string): void {
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d\d\d) /g)].map(([, status]) => Number(status))
  const failed = statuses.find((status) => status >= 500 && status !== 503)
  if (failed !== undefined) violated(`Answered ${answer.slice(0, 400)}`)
  if (answer.includes(token)) violated('The answer has the token.')
  const isPublic = /healthz|readyz/.test(asked)
  if (!asked.includes(TOKEN) && !isPublic && statuses.some((status) => status >= 200 && status < 300))
    violated(`Without the token: ${answer.slice(0, 400)}`)
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await within(MAX_MS, 'The connection', once(socket, 'connect'))
  return socket
}

/** Sends a request, and returns what is answered; of an event stream, its beginning. */
async function exchange(socket: Socket, asked: string): Promise<string> {
  let received = ''
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
    if (received.includes('event: subscribed')) socket.destroy()
  })
  socket.write(decoded(asked))
  await nextTurn()
  socket.end()
  if (!socket.closed) await within(MAX_MS, 'The connection', once(socket, 'close'))
  return received
}
