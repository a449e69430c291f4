import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { ClacksError, definePlugin, type PluginContext } from 'clacks'
import { observeEvents, type TapCall, traceTaps } from 'clacks/control'
import { Access } from './access.js'
import { makeApp, pathOf } from './app.js'
import { EventHub } from './events/event-hub.js'
import { eventText, type TimedEvent, tapCallText } from './events/event-text.js'
import { type Handler, listen } from './listener.js'
import { Mounts } from './mounts.js'
import { GATEWAY_OPTIONS, type GatewayOptions, type ResolvedOptions } from './options.js'
import { addRoutes } from './routes/routes.js'
import type { Gateway } from './service.js'
import { Sessions } from './sessions.js'
import { loadOrCreateToken, Secret } from './token.js'

declare global {
  interface ClacksPluginOptions {
    gateway: GatewayOptions
  }
}

const NAME = 'gateway'
/** Milliseconds between two signs of life on an event stream. */
const BEAT_MS = 15_000

/**
 * An HTTP API for a node: messages, event streams, peers, plugins, config, health. Programs show a
 * token; a page in a browser gets a session. Other plugins add routes through the service
 * `gateway`.
 *
 * @example
 * const node = new Clacks({ stateFolder: '.clacks', plugins: [gateway({ port: 8081 })] })
 * await node.start()
 * console.log(node.service('gateway')?.origin)
 */
export const gateway = definePlugin({
  name: NAME,
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: GATEWAY_OPTIONS,
  setup: openGateway,
})

async function openGateway(ctx: PluginContext, options: ResolvedOptions): Promise<void> {
  const { node, log, clock, after } = ctx
  const secrets = await readSecrets(ctx, options)
  const { tls } = secrets
  const scheme = tls === undefined ? 'http' : 'https'
  const sessions = new Sessions(clock)
  let port = options.port
  const access = new Access({ options, scheme, sessions, token: secrets.token, port: () => port })
  const appParts = { access, log, after, bodyBytes: node.getOptions().limits.messageBytes }
  const { events, taps } = makeHubs(ctx, options)
  let isStopping = false
  ctx.hooks.stopping.tap(() => {
    isStopping = true
  })

  const app = await makeApp(appParts)
  const mounts = new Mounts(appParts)
  app.get('/', { config: { public: true }, schema: { hide: true } }, (_request, reply) =>
    mounts.home === undefined ? reply.callNotFound() : reply.redirect(mounts.home, 302),
  )
  addRoutes(app, {
    node,
    log,
    options,
    after,
    clock,
    access,
    sessions,
    secure: tls !== undefined,
    events,
    taps,
    isStopping: () => isStopping,
  })
  await app.ready()
  const own: Handler = (request, response) => app.routing(request, response)
  const handler = (request: IncomingMessage, response: ServerResponse): void =>
    (mounts.find(pathOf({ url: request.url ?? '/' })) ?? own)(request, response)
  const { host, connections } = options
  const listener = await listen(ctx, { host, port, connections, tls }, handler)
  ctx.onClose(() => {
    events.close()
    taps.close()
    return listener.close()
  })
  port = listener.port

  const origin = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
  ctx.onRequest(() => ({ origin, home: mounts.home ?? null, ...sessions.makeCode() }))
  const service: Gateway = {
    origin,
    readOnly: options.readOnly,
    mount: (owner, mount) => mounts.add(owner, mount),
  }
  ctx.provide(ctx.id === NAME ? NAME : `${NAME}:${ctx.id}`, service)
  ctx.every(BEAT_MS, () => {
    events.beat()
    taps.beat()
  })
  log.info(`The gateway listens at ${origin}.`)
}

/** The token and the TLS pair. @throws ClacksError ERR_CLACKS_GATEWAY */
async function readSecrets(
  { id, folder, stateFolder }: PluginContext,
  { tokenFile, tls }: ResolvedOptions,
): Promise<{
  readonly token: Secret
  readonly tls: { readonly key: string; readonly cert: string } | undefined
}> {
  const name = id === NAME ? 'gateway-token' : `gateway-token-${id}`
  const file = tokenFile === undefined ? join(stateFolder, name) : resolve(folder, tokenFile)
  const token = new Secret(loadOrCreateToken(file))
  if (tls === undefined) return { token, tls: undefined }
  const key = await readPem(resolve(folder, tls.key))
  return { token, tls: { key, cert: await readPem(resolve(folder, tls.cert)) } }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_GATEWAY', `Cannot read ${file} of the option \`tls\`.`, { cause })
  }
}

function makeHubs(
  { node, clock, after }: PluginContext,
  { history }: ResolvedOptions,
): { readonly events: EventHub<TimedEvent>; readonly taps: EventHub<TapCall> } {
  const run = randomBytes(6).toString('hex')
  const events = new EventHub<TimedEvent>({
    observe: (report) => observeEvents(node, (event) => report({ ...event, time: clock.now() })),
    nameOf: ({ event }) => event,
    textOf: eventText,
    run,
    history,
    after,
  })
  const taps = new EventHub<TapCall>({
    observe: (report) => traceTaps(node, clock, report),
    nameOf: () => 'tap',
    textOf: tapCallText,
    run,
    // Tracing costs: it ends with the last client.
    history: 0,
    after,
  })
  return { events, taps }
}
