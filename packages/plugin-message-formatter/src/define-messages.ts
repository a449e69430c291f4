import type { Plugin } from 'clacks'
import type { MessageSchemas } from './class-schema.js'
import { faultsText, type MessageFault } from './fault.js'
import { messageFormatter } from './formatter.js'
import { MessageRules } from './message-rules.js'
import type { AnyOf } from './message-types.js'
import type { MessageFormatterOptions } from './options.js'

/** The classes of messages of an application, declared once. */
export interface Messages<Schemas extends MessageSchemas = MessageSchemas> {
  /** The schemas, as they were declared. */
  readonly schemas: Schemas
  /** The plugin that lets these messages in only. */
  formatter(options?: Omit<MessageFormatterOptions, 'schemas'>): Plugin
  /** All that is wrong with a message; an empty list where it is right. */
  faults(message: unknown): readonly MessageFault[]
  /** Whether a value is one of these messages. */
  is(message: unknown): message is AnyOf<Schemas>
  /**
   * A message that is right: what it gets, of a type that is known. For what goes out: `node.enqueue(chat.message({ … }))`.
   * @throws InvalidMessageError with all faults
   */
  message(message: AnyOf<Schemas>): AnyOf<Schemas>
}

/** A message does not look as it is declared to. */
export class InvalidMessageError extends TypeError {
  override readonly name = 'InvalidMessageError'
  /** All that is wrong with it. */
  readonly faults: readonly MessageFault[]

  constructor(faults: readonly MessageFault[]) {
    super(`Invalid message: ${faultsText(faults)}.`)
    this.faults = faults
  }
}

/**
 * Declares the classes of messages of an application. From then on they are checked, and typed: in `node.enqueue`, in
 * `node.peek`, and in the hooks.
 *
 * @param schemas class -> JSON Schema (draft 7) of the fields beside `class`
 * @example
 * const chat = defineMessages({
 *   chat: { properties: { text: { type: 'string' }, author: { type: 'string' } }, required: ['text'] },
 * })
 * const node = new Clacks<MessagesOf<typeof chat>>({ plugins: [chat.formatter()] })
 * node.enqueue({ class: 'chat', text: 'GNU Terry Pratchett' })
 * @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS for what is no JSON Schema
 */
export function defineMessages<const Schemas extends MessageSchemas>(schemas: Schemas): Messages<Schemas> {
  const rules = new MessageRules({ schemas })
  const faults = (message: unknown): readonly MessageFault[] => rules.check(message).faults
  return {
    schemas,
    formatter: (options) => messageFormatter({ ...options, schemas }),
    faults,
    is: (message): message is AnyOf<Schemas> => faults(message).length === 0,
    message: (message) => {
      const wrong = faults(message)
      if (wrong.length > 0) throw new InvalidMessageError(wrong)
      return message
    },
  }
}
