import { type Clacks, definePlugin, describeValue, type Plugin, type PluginContext, reject } from 'clacks'
import { classIssue } from '../class-issue.js'
import { InvalidMessageError } from '../invalid-message.js'
import { issuesText } from '../issues-text.js'
import { appDocs } from './app-docs.js'
import type { MessageClasses, ReadFields, WrittenFields } from './app-types.js'
import { type Fields, MessageReader, type Read } from './message-class.js'

/** Like the message formatter: after plugins that unwrap, before those that use messages. */
const EARLY = -500

/** The node that sent a message: the last hop, not the author. */
export interface MessageSender {
  readonly hostname: string
  readonly port: number
}

/** Handles a message. `from` is the last hop, not the author. */
export type MessageHandler<Content> = (message: Content, from: MessageSender) => unknown

/** Options of `app.plugin()`. */
export interface MessageAppOptions {
  /** The id of the plugin. Default `message-app`. */
  readonly id?: string
  /** What happens to messages of other classes. Default `refuse`. */
  readonly otherClasses?: 'refuse' | 'pass'
  /** The status of a rejection, 400 to 599. Default 422. */
  readonly errorStatus?: number
}

/** The part of a node that `enqueue` needs. */
type Enqueuer = Pick<Clacks, 'enqueue'>

/** An application: its message classes and their handlers. */
export interface MessageApp<Classes extends MessageClasses> {
  /** The plugin that checks received messages and calls the handlers. */
  plugin(options?: MessageAppOptions): Plugin
  /**
   * Calls the handler with each valid message of the class that arrives, upgraded to the declared
   * version. The message walks on and may come back. A handler that throws is reported as a failure
   * of the plugin and affects nothing else.
   * @returns removes the handler
   */
  onMessage<Name extends keyof Classes & string>(
    name: Name,
    handler: MessageHandler<ReadFields<Classes[Name]>>,
  ): () => void
  /**
   * Checks a message and enqueues it, with its class and, from version 2, its version.
   * @throws InvalidMessageError with all issues; TypeError if the schema validates only
   * asynchronously
   */
  enqueue<Name extends keyof Classes & string>(
    node: Enqueuer,
    name: Name,
    fields: WrittenFields<Classes[Name]>,
  ): boolean
  /** Documentation of the messages, as Markdown. */
  docs(title?: string): string
}

/**
 * Declares the messages of an application once. Types, checks, versions and documentation are
 * derived from them.
 *
 * @example
 * const chat = defineMessageApp({
 *   chat: {
 *     schema: z.object({ text: z.string() }),
 *     version: 2,
 *     upgrades: { 1: ({ msg }) => ({ text: msg }) },
 *   },
 *   join: { schema: { properties: { name: { type: 'string' } }, required: ['name'] } },
 * })
 * chat.onMessage('chat', ({ text }) => console.log(text))
 * const node = new Clacks({ plugins: [chat.plugin()] })
 * chat.enqueue(node, 'chat', { text: 'GNU Terry Pratchett' })
 * @throws TypeError if an upgrade is missing; ClacksError ERR_CLACKS_PLUGIN_OPTIONS for an invalid
 * JSON Schema
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
      checkReceived(ctx, readers, options)
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
      if (reader === undefined) throw new TypeError(`There is no class ${describeValue(name)}.`)
      const { version } = reader
      const { class: _, version: __, ...own } = asFields(fields)
      const message = { class: name, ...(version > 1 && { version }), ...own }
      const read = reader.read(message)
      if (read instanceof Promise)
        throw new TypeError(`The schema of the class ${describeValue(name)} validates only asynchronously.`)
      if ('issues' in read) throw new InvalidMessageError(read.issues)
      return node.enqueue(message)
    },
    docs: (title) => appDocs(classes, title),
  }
}

type Readers = ReadonlyMap<string, MessageReader>

function checkReceived(
  { hooks }: PluginContext,
  readers: Readers,
  options: Required<Omit<MessageAppOptions, 'id'>>,
): void {
  hooks.received.tap({ stage: EARLY }, async ({ message }) => {
    const reader = readerOf(message, readers)
    if (reader === undefined && options.otherClasses === 'pass') return undefined
    const read =
      reader === undefined
        ? { issues: [classIssue(asFields(message).class, readers.keys())] }
        : await reader.read(asFields(message))
    if (!('issues' in read)) return undefined
    return reject(options.errorStatus, `Invalid message: ${issuesText(read.issues)}`)
  })
}

/** A queued message has passed all checks, and a handler can neither delay nor lose it. */
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
    // `onMessage` made sure that the handler takes the fields of this class.
    await Promise.all([...called].map(async (handler) => handler(read.fields as never, { hostname, port })))
  })
}

function readerOf(message: unknown, readers: Readers): MessageReader | undefined {
  const name = asFields(message).class
  return typeof name === 'string' ? readers.get(name) : undefined
}

/** A message that is not an object has no fields, and so no class. */
function asFields(message: unknown): Fields {
  return typeof message === 'object' && message !== null ? { ...message } : {}
}
