import type { Clock } from '../../clock.js'
import { ClacksError, isClacksError, reasonOf, withoutRemedy } from '../../errors.js'
import { type Clacks, componentsOf } from '../../node.js'
import type { TapCall } from '../../plugins/trace.js'
import type { Reload } from '../../reload/reloader.js'
import { elementsOf, textAt } from '../../wire/json-text.js'
import { enqueueWhenRoom } from '../enqueue-when-room.js'
import { peerReports, pinnedKeys } from '../peer-reports.js'
import { JsonText } from '../protocol.js'
import { queuePage } from '../queue-page.js'
import { traceTaps } from '../trace-taps.js'
import { Feed } from './feed.js'
import { type EventFilter, matches, type NodeEvent, observeEvents } from './node-events.js'
import { statusOf } from './node-status.js'
import type { Call, Methods } from './session.js'

/** The parts of a process that the control channel uses. */
export interface Controlled {
  readonly node: Clacks
  readonly clock: Clock
  /** The config file; undefined if the node runs on defaults. */
  readonly config: string | undefined
  /** Reloads the config. */
  readonly apply: () => Promise<Reload>
  /** Asks the process to stop the node. */
  readonly stop: () => void
}

/** A message that was refused. */
export interface Refusal {
  /** Its index in the call, from 0. */
  readonly index: number
  readonly code: string
  readonly reason: string
}

/** The methods of the control channel. docs/control.md describes them. */
export function methodsOf({ node, clock, config, apply, stop }: Controlled): Methods {
  const eventFeed = new Feed<NodeEvent>((report) => observeEvents(node, report))
  const traceFeed = new Feed<TapCall>((report) => traceTaps(node, clock, report))
  return {
    status: () => statusOf(node, { config, watchers: eventFeed.size }),
    peek: ({ params }) => {
      const skip = params.skip === undefined ? 0 : amount(params, 'skip')
      const { total, messages } = queuePage(node, { limit: amount(params, 'limit'), skip })
      return new JsonText(`{"total":${total},"messages":[${messages.join(',')}]}`)
    },
    peers: () => peerReports(node),
    announce: ({ params }) => node.announce(text(params, 'hostname'), amount(params, 'port')),
    ignore: ({ params }) => node.ignore(text(params, 'hostname'), amount(params, 'port')),
    unignore: ({ params }) => node.unignore(text(params, 'hostname'), amount(params, 'port')),
    pins: () => pinnedKeys(node),
    forgetKey: ({ params }) => node.forgetKey(text(params, 'hostname'), amount(params, 'port')),
    send: (call) => send(node, call),
    events: async ({ params, signal, item, subscribed }) => {
      const filter = eventFilter(params)
      const unsubscribe = eventFeed.subscribe((event) => {
        if (matches(event, filter)) item(event)
      })
      subscribed()
      await aborted(signal)
      unsubscribe()
    },
    trace: async ({ signal, item, subscribed }) => {
      const unsubscribe = traceFeed.subscribe(item)
      subscribed()
      await aborted(signal)
      unsubscribe()
    },
    request: ({ params, signal }) =>
      componentsOf(node).host.request(text(params, 'plugin'), params.request, signal),
    apply: () => apply(),
    stop: () => stop(),
  }
}

/**
 * Enqueues messages in order, as the text that the client wrote, and waits while the queue is
 * full, which an item reports. Reports values that it refuses.
 */
async function send(
  node: Clacks,
  { params, line, signal, item }: Call,
): Promise<{ readonly queued: number; readonly refused: readonly Refusal[] }> {
  if (!Array.isArray(params.messages)) throw invalid('messages', 'an array')
  const texts = elementsOf(textAt(line, ['params', 'messages']) ?? '[]')
  const refused: Refusal[] = []
  let queued = 0
  let isWaiting = false
  const waiting = (): void => {
    if (!isWaiting) item({ queueFull: true })
    isWaiting = true
  }
  for (const [index, json] of texts.entries()) {
    const refusal = await enqueue(node, json, signal, waiting)
    if (signal.aborted) break
    if (refusal === undefined) queued++
    else refused.push({ index, ...refusal })
  }
  return { queued, refused }
}

async function enqueue(
  node: Clacks,
  json: string,
  signal: AbortSignal,
  waiting: () => void,
): Promise<Omit<Refusal, 'index'> | undefined> {
  try {
    if (await enqueueWhenRoom(node, json, signal, waiting)) return undefined
    return { code: 'ERR_CLACKS_CONTROL', reason: `${json} is not a message.` }
  } catch (thrown) {
    if (!isClacksError(thrown)) return { code: 'ERR_CLACKS_CONTROL', reason: reasonOf(thrown) }
    return { code: thrown.code, reason: withoutRemedy(thrown) }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function eventFilter(params: Call['params']): EventFilter {
  const { events } = params
  if (events !== undefined && !(Array.isArray(events) && events.every((name) => typeof name === 'string')))
    throw invalid('events', 'an array of names')
  return {
    ...(events !== undefined && { events }),
    ...(params.peer !== undefined && { peer: text(params, 'peer') }),
    ...(params.match !== undefined && { match: text(params, 'match') }),
  }
}

function text(params: Call['params'], name: string): string {
  const value = params[name]
  if (typeof value !== 'string') throw invalid(name, 'a string')
  return value
}

function amount(params: Call['params'], name: string): number {
  const value = params[name]
  if (typeof value !== 'number' || !(value >= 0)) throw invalid(name, 'a non-negative number')
  return value
}

function invalid(name: string, expected: string): ClacksError {
  return new ClacksError('ERR_CLACKS_CONTROL', `The call needs ${expected} as \`${name}\`.`)
}
