import type { NodeEvent, TapCall } from 'clacks/control'
import type { MessageForm } from './event-hub.js'

/** An event and when it happened. */
export interface TimedEvent extends NodeEvent {
  /** Milliseconds since 1970. */
  readonly time: number
}

/** One line of JSON. The message is written as it is, with all digits of its numbers. */
export function eventText({ message, ...event }: TimedEvent, form: MessageForm): string {
  return withMessage(JSON.stringify(event), message, form)
}

/** One line of JSON about what a tap did. */
export function tapCallText({ message, ...call }: TapCall, form: MessageForm): string {
  return withMessage(JSON.stringify(call), message, form)
}

/** Adds a message to the JSON of an object that has fields. */
function withMessage(json: string, message: string | undefined, form: MessageForm): string {
  if (message === undefined) return json
  // JSON allows line breaks only between its tokens, and an event is one line.
  const written = form === 'text' ? JSON.stringify(message) : message.replace(/[\r\n]/g, ' ')
  return `${json.slice(0, -1)},"message":${written}}`
}
