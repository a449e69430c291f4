export type { MessageClasses, ReadFields, WrittenFields } from './app/app-types.js'
export {
  type BroughtBy,
  defineMessageApp,
  type MessageApp,
  type MessageAppOptions,
  type MessageHandler,
} from './app/message-app.js'
export type { Fields, MessageClass, Upgrade } from './app/message-class.js'
export type { MessageSchema, MessageSchemas } from './class-schema.js'
export { defineMessages, InvalidMessageError, type Messages } from './define-messages.js'
export type { MessageFault } from './fault.js'
export { messageFormatter, messageFormatter as default } from './formatter.js'
export type { MessageOf, MessagesOf } from './message-types.js'
export type { MessageFormatterOptions } from './options.js'
