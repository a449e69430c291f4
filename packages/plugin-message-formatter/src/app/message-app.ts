import { type Clacks, definePlugin, type Plugin, type PluginContext, reject } from 'clacks'
import { InvalidMessageError } from '../define-messages.js'
import { faultsText, type MessageFault } from '../fault.js'
import { inWords } from '../words.js'
import { appDocs } from './app-docs.js'
import type { MessageClasses, ReadFields, WrittenFields } from './app-types.js'
import { type Fields, MessageReader, type Read } from './message-class.js'

/** As that of the message-formatter: after what unwraps, before what works with messages. */
const EARLY = -500

/** Who brought a message. */
export interface BroughtBy {
  readonly hostname: string
  readonly port: number
}

/** What an application does with a message. `from` is the last hop, not the author. */
export type MessageHandler<Content> = (message: Content, from: BroughtBy) => unknown

/** What `app.plugin()` can be told. */
export interface MessageAppOptions {
  /** The id of the plugin. Default `message-app`. */
  readonly id?: string
  /** What becomes of messages of other classes. Default `refuse`. */
  readonly otherClasses?: 'refuse' | 'pass'
  /** The status that refuses invalid messages, 400 to 599. Default 422. */
  readonly errorStatus?: number
}

/** A node that messages can be put in. */
type Enqueuer = Pick<Clacks, 'enqueue'>

/** An application: its classes of messages, and what it does with them. */
export interface MessageApp<Classes extends MessageClasses> {
  /** The plugin that checks what arrives and calls the handlers. */
  plugin(options?: MessageAppOptions): Plugin
  /**
   * Calls the handler with each message of the class that has arrived and is right, upgraded to the version declared. The message walks on; it
   * may come back on its walk. A handler that fails is told of as a failure of the plugin, and nobody else suffers.
   * @returns takes the handler away again
   */
  onMessage<Name extends keyof Classes & string>(
    name: Name,
    handler: MessageHandler<ReadFields<Classes[Name]>>,
  ): () => void
  /**
   * Checks a message and puts it in the queue of a node, with its class and, from 2 on, its version.
   * @throws InvalidMessageError with all faults; TypeError where the schema only checks asynchronously
   */
  enqueue<Name extends keyof Classes & string>(
    node: Enqueuer,
    name: Name,
    fields: WrittenFields<Classes[Name]>,
  ): boolean
  /** What the messages look like, as Markdown. */
  docs(title?: string): string
}

/**
 * Declares an application: its messages, once; their types, checks, versions and documentation follow.
 *
 * @example
 * const chat = defineMessageApp({
 *   chat: { schema: z.object({ text: z.string() }), version: 2, upgrades: { 1: ({ msg }) => ({ text: msg }) } },
 *   join: { schema: { properties: { name: { type: 'string' } }, required: ['name'] } },
 * })
 * chat.onMessage('chat', ({ text }) => console.log(text))
 * const node = new Clacks({ plugins: [chat.plugin()] })
 * chat.enqueue(node, 'chat', { text: 'GNU Terry Pratchett' })
 * @throws TypeError for a version without its upgrades; ClacksError ERR_CLACKS_PLUGIN_OPTIONS for what is no JSON Schema
 */
export function defineMessageApp<const Classes extends MessageClasses>(
  classes: Classes,
): MessageApp<Classes> {
  const readers = new Map(
    Object.entries(classes).map(([name, each]) => [name, new MessageReader(name, each)]),
  )
  const handlers = new Map<string, Set<MessageHandler<never>>>()
  const factory = definePlugin({
    name: 'message-app',
    version: '1.0.0',
    engines: { clacks: '^1.0.0' },
    options: {
      type: 'object',
      properties: {
        otherClasses: { enum: ['refuse', 'pass'], default: 'refuse' },
        errorStatus: { type: 'integer', minimum: 400, maximum: 599, default: 422 },
      },
      additionalProperties: false,
    },
    setup(ctx, options) {
      checkArrivals(ctx, readers, options)
      callHandlers(ctx, readers, handlers)
    },
  })
  return {
    plugin: ({ id, ...options } = {}) => factory(options, id === undefined ? {} : { id }),
    onMessage(name, handler) {
      const known = handlers.get(name) ?? new Set()
      handlers.set(name, known.add(handler))
      return () => {
        known.delete(handler)
      }
    },
    enqueue(node, name, fields) {
      const reader = readers.get(name)
      if (reader === undefined) throw new TypeError(`There is no class ${inWords(name)}.`)
      const { version } = reader
      const { class: _, version: __, ...own } = asFields(fields)
      const message = { class: name, ...(version > 1 && { version }), ...own }
      const read = reader.read(message)
      if (read instanceof Promise)
        throw new TypeError(`The schema of the class ${inWords(name)} only checks asynchronously.`)
      if ('faults' in read) throw new InvalidMessageError(read.faults)
      return node.enqueue(message)
    },
    docs: (title) => appDocs(classes, title),
  }
}

type Readers = ReadonlyMap<string, MessageReader>

function checkArrivals(
  { hooks }: PluginContext,
  readers: Readers,
  options: Required<Omit<MessageAppOptions, 'id'>>,
): void {
  hooks.received.tap({ stage: EARLY }, async ({ message }) => {
    const reader = readerOf(message, readers)
    if (reader === undefined && options.otherClasses === 'pass') return undefined
    const read =
      reader === undefined
        ? { faults: [unknownClass(message, readers)] }
        : await reader.read(asFields(message))
    if (!('faults' in read)) return undefined
    return reject(options.errorStatus, `Invalid message: ${faultsText(read.faults)}`)
  })
}

/** What has entered the queue has passed all checks; a handler there can neither hold a message up nor lose it. */
function callHandlers(
  { hooks }: PluginContext,
  readers: Readers,
  handlers: ReadonlyMap<string, ReadonlySet<MessageHandler<never>>>,
): void {
  hooks.queued.tap(async (message, origin, sender) => {
    const reader = readerOf(message, readers)
    const called = reader && handlers.get(reader.name)
    if (origin !== 'received' || sender === undefined || reader === undefined || !called?.size) return
    const read: Read = await reader.read(asFields(message))
    if (!('fields' in read)) return
    const { hostname, port } = sender
    // The types of handler and class were brought together by `onMessage`.
    await Promise.all([...called].map(async (handler) => handler(read.fields as never, { hostname, port })))
  })
}

function readerOf(message: unknown, readers: Readers): MessageReader | undefined {
  const name = asFields(message).class
  return typeof name === 'string' ? readers.get(name) : undefined
}

function unknownClass(message: unknown, readers: Readers): MessageFault {
  const expected = [...readers.keys()].map(inWords).join(' or ')
  return { path: ['class'], found: inWords(asFields(message).class), expected }
}

/** What is no object has no fields: it is of no class. */
function asFields(message: unknown): Fields {
  return typeof message === 'object' && message !== null ? { ...message } : {}
}
