import { MESSAGE } from '../../wire/measured.cjs'

let messages = 0

/** The messages that this process has received. */
export const count = () => messages

/** Counts a message, if it is one: every system has its text decoded and looks at it. */
export function receive(message) {
  if (message.length === MESSAGE.length) messages++
}
