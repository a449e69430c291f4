import type { MessageSchemas } from './class-schema.js'
import { messageFormatter } from './formatter.js'
import { InvalidMessageError } from './invalid-message.js'
import { MessageRules } from './message-rules.js'
import type { AnyOf, Messages } from './message-types.js'

/**
 * Declares the message classes of an application. They are then checked and typed in
 * `node.enqueue`, `node.peek` and the hooks.
 *
 * @param schemas class -> JSON Schema (draft 7) of the fields beside `class`
 * @example
 * const chat = defineMessages({
 *   chat: {
 *     properties: { text: { type: 'string' }, author: { type: 'string' } },
 *     required: ['text'],
 *   },
 * })
 * const node = new Clacks<MessagesOf<typeof chat>>({ plugins: [chat.formatter()] })
 * node.enqueue({ class: 'chat', text: 'GNU Terry Pratchett' })
 * @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS if a schema is not a valid JSON Schema
 */
export function defineMessages<const Schemas extends MessageSchemas>(schemas: Schemas): Messages<Schemas> {
  const rules = new MessageRules({ schemas })
  const issuesOf = (message: unknown) => rules.check(message).issues
  return {
    schemas,
    formatter: (options) => messageFormatter({ ...options, schemas }),
    issues: issuesOf,
    is: (message): message is AnyOf<Schemas> => issuesOf(message).length === 0,
    message: (message) => {
      const issues = issuesOf(message)
      if (issues.length > 0) throw new InvalidMessageError(issues)
      return message
    },
  }
}
