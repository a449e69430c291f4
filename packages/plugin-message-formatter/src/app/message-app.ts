import { definePlugin, describeValue, type Plugin } from 'clacks'
import { appDocs } from './app-docs.js'
import { callHandlers, checkReceived } from './app-taps.js'
import type { MessageClasses, ReadFields, WrittenFields } from './app-types.js'
import { HandlerCalls } from './handler-calls.js'
import { asFields, MessageReader } from './message-class.js'
import type { MessageHandler } from './message-handler.js'
import { checkOwn, type Enqueuer, signed } from './own-message.js'

/** Options of `app.plugin()`. */
export interface MessageAppOptions {
  /** The id of the plugin. Default `message-app`. */
  readonly id?: string
  /** What happens to messages of other classes. Default `refuse`. */
  readonly otherClasses?: 'refuse' | 'pass'
  /** The status of a rejection, 400 to 599. Default 422. */
  readonly errorStatus?: number
  /**
   * Calls of one handler whose promise is pending at the same time. More messages wait; while as
   * many wait, further ones are refused with 503 and stay with their senders. Default 100.
   */
  readonly concurrency?: number
  /** Time limit of one call of a handler, in milliseconds. Default `limits.tapMs` (5 s). */
  readonly timeoutMs?: number
}

/** Options of `defineMessageApp()`. */
export interface MessageAppSettings {
  /** Signs what `app.enqueue` sends, with the signer of the node. Default false. */
  readonly sign?: boolean
}

/** An application: its message classes and their handlers. */
export interface MessageApp<Classes extends MessageClasses> {
  /** The plugin that checks received messages and calls the handlers. */
  plugin(options?: MessageAppOptions): Plugin
  /**
   * Calls the handler with each valid message of the class that arrives, upgraded to the declared
   * version. The message walks on and may come back. A handler that throws, or whose promise takes
   * too long, is reported as a failure of the plugin. If it keeps failing, it is quarantined: other
   * handlers and the checks go on.
   * @returns removes the handler
   */
  onMessage<Name extends keyof Classes & string>(
    name: Name,
    handler: MessageHandler<ReadFields<Classes[Name]>>,
  ): () => void
  /**
   * Checks a message as JSON, which is what is sent, and enqueues it, with its class and, from
   * version 2, its version.
   * @throws InvalidMessageError with all issues; TypeError if the schema validates only
   * asynchronously; ClacksError ERR_CLACKS_SERVICE_MISSING if it should sign and the node has no
   * signer; and as `node.enqueue`
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
  { sign = false }: MessageAppSettings = {},
): MessageApp<Classes> {
  const readers = new Map(
    Object.entries(classes).map(([name, each]) => [name, new MessageReader(name, each)]),
  )
  const handlers = new Map<string, Set<MessageHandler<never>>>()
  const factory = definePlugin({
    name: 'message-app',
    version: '1.0.0',
    engines: { clacks: '^1.0.0' },
    // The signer provides its service before this plugin looks for it.
    after: ['?signer'],
    options: {
      type: 'object',
      properties: {
        otherClasses: { enum: ['refuse', 'pass'], default: 'refuse' },
        errorStatus: { type: 'integer', minimum: 400, maximum: 599, default: 422 },
        concurrency: { type: 'integer', minimum: 1, default: 100 },
        timeoutMs: { type: 'number', exclusiveMinimum: 0 },
      },
      additionalProperties: false,
    },
    setup(ctx, options) {
      const calls = new HandlerCalls(ctx, handlers, options)
      checkReceived(ctx, readers, calls, options)
      callHandlers(ctx, readers, calls)
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
      checkOwn(reader, message)
      return node.enqueue(sign ? signed(node, message) : message)
    },
    docs: (title) => appDocs(classes, title),
  }
}
