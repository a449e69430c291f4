export type { MessageClasses, ReadFields, WrittenFields } from './app/app-types.js'
export {
  defineMessageApp,
  type MessageApp,
  type MessageAppOptions,
  type MessageAppSettings,
} from './app/message-app.js'
export type { Fields, MessageClass, Upgrade } from './app/message-class.js'
export type { MessageHandler, MessageSender } from './app/message-handler.js'
export type { MessageSchema, MessageSchemas } from './class-schema.js'
export { defineMessages } from './define-messages.js'
export { messageFormatter, messageFormatter as default } from './formatter.js'
export { InvalidMessageError } from './invalid-message.js'
export type { MessageOf, Messages, MessagesOf } from './message-types.js'
export type { MessageFormatterOptions } from './options.js'
