import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Address } from '../address.js'
import { promiseIn } from '../hooks/promise-in.js'
import type { Reception } from '../hooks/reception.js'
import { drop, type ReceptionVerdict, reject } from '../hooks/verdict.js'
import type { Peer } from '../peers/peer.js'
import { definePlugin } from './define-plugin.js'
import { LegacyResponse, legacyRequest } from './legacy-exchange.js'
import type { Plugin } from './plugin.js'
import type { PluginNode } from './plugin-node.js'

/** The payload as a clacks-p2p callback sees it. It may assign `message`. */
export interface LegacyPayload {
  message: unknown
  readonly type: 'message' | 'announce'
  readonly sender: Address
  readonly friend?: Address
}

/**
 * A plugin written for clacks-p2p. Returning `false` refuses the payload. `this` is the node; `req`
 * and `res` are substitutes that send nothing.
 */
export type LegacyCallback<Self = PluginNode, SeenPeer = Peer, Payload = LegacyPayload> = (
  this: Self,
  peer: SeenPeer,
  payload: Payload,
  req: IncomingMessage,
  res: ServerResponse,
) => unknown

/**
 * Makes a plugin from a callback `(peer, payload, req, res)` written for clacks-p2p. If it returns
 * false, the message is refused with the status written to `res`, or dropped if the status is 200
 * or none was written. The callback also sees announces, but cannot refuse them. (In clacks-p2p it
 * could, so no peer could announce itself to a node with clacks-message-formatter.)
 *
 * @param name the name of the plugin; default: the name of the function, or `legacy`
 * @example
 * const logger = require('clacks-logger')({ directory: './log' })
 * const node = new Clacks({ plugins: [legacyPlugin(logger, 'clacks-logger')] })
 * @throws ClacksError ERR_CLACKS_PLUGIN for an invalid name
 */
export function legacyPlugin(callback: LegacyCallback, name: string = nameOf(callback)): Plugin {
  const plugin = definePlugin({
    name,
    setup({ hooks, node }) {
      hooks.received.tap((reception) =>
        callLegacy(callback, node, reception.sender, payloadOf(reception), reception.remoteAddress),
      )
      hooks.announced.tap(async (peer) => {
        await callLegacy(callback, node, peer, announceOf(peer), undefined)
      })
    },
  })
  return plugin()
}

/**
 * Calls a clacks-p2p callback and converts its result to a verdict. A promise of `false` counts as
 * `false`.
 * @returns a promise if the callback returned one
 */
export function callLegacy<Self, SeenPeer, Payload>(
  callback: LegacyCallback<Self, SeenPeer, Payload>,
  self: Self,
  peer: SeenPeer,
  payload: Payload,
  remoteAddress: string | undefined,
): ReceptionVerdict | undefined | Promise<ReceptionVerdict | undefined> {
  const request = legacyRequest(remoteAddress)
  const response = new LegacyResponse(request)
  const result = callback.call(self, peer, payload, request, response)
  const promise = promiseIn(result)
  return promise === undefined
    ? verdictOf(result, response)
    : promise.then((late) => verdictOf(late, response))
}

/** `payload.message` is an accessor: assigning to it changes the message of the reception. */
function payloadOf(reception: Reception): LegacyPayload {
  const { friend } = reception
  const { hostname, port } = reception.sender
  return {
    get message() {
      return reception.message
    },
    set message(message) {
      reception.message = message
    },
    type: 'message',
    sender: { hostname, port },
    ...(friend === undefined ? {} : { friend: { hostname: friend.hostname, port: friend.port } }),
  }
}

function announceOf({ hostname, port }: Peer): LegacyPayload {
  return { message: null, type: 'announce', sender: { hostname, port } }
}

function verdictOf(result: unknown, { statusCode, text }: LegacyResponse): ReceptionVerdict | undefined {
  if (result !== false) return undefined
  const reason = text === '' ? 'a clacks-p2p plugin returned false' : text
  if (statusCode === 200) return drop(reason)
  return reject(statusCode >= 400 && statusCode <= 599 ? statusCode : undefined, reason)
}

function nameOf({ name }: LegacyCallback): string {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? name : 'legacy'
}
