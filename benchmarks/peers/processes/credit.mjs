import { count, receive } from './received.mjs'

// Where nothing slows a sender down, its messages would fill the memory of a broker, or be dropped.
// There the receiver reports its count now and then, and the sender stays within a window.
const REPORT_EVERY = 500
const WINDOW = 4_000

/** Receives messages, and reports the count of them. */
export function reporting(report) {
  return (message) => {
    receive(message)
    if (count() % REPORT_EVERY === 0) report(count())
  }
}

/** Sends a window of messages; what it returns takes the counts, and sends more. */
export function withinWindow(send) {
  let sent = 0
  const fill = (arrived) => {
    for (; sent - arrived < WINDOW; sent++) send(sent)
  }
  fill(0)
  return fill
}
