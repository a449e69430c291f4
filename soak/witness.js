// @ts-check
// Plugin of the soak: writes down what happens to each message, with the memory, the descriptors
// and the event-loop delay of the process, and moves its wall clock.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { definePlugin } from 'clacks'

const SAMPLE_MS = 1_000
const MEGABYTE = 2 ** 20
/** Reasons of failures before a byte of the message was sent. */
const NOT_SENT = /ECONNREFUSED|before secure TLS|did not connect|the key/

export default definePlugin({
  name: 'witness',
  options: {
    type: 'object',
    properties: { file: { type: 'string' }, clockFile: { type: 'string' } },
    required: ['file', 'clockFile'],
    additionalProperties: false,
  },
  setup({ hooks, every, onClose }, { file, clockFile }) {
    const realNow = Date.now
    const delay = monitorEventLoopDelay({ resolution: 10 })
    let moved = 0
    let pending = ''
    Date.now = () => realNow() + moved
    delay.enable()

    /** @param {readonly unknown[]} fields */
    const note = (...fields) => {
      pending += `${fields.join(' ')}\n`
      try {
        appendFileSync(file, pending)
        pending = ''
      } catch {
        // The disk is full: with the next line.
      }
    }
    note('start', realNow())
    hooks.queued.tap((message) => note('queued', idOf(message)))
    hooks.beforeSend.tap(({ message }) => note('sending', idOf(message)))
    hooks.sent.tap(({ message }) => note('sent', idOf(message), realNow()))
    hooks.sendFailed.tap(({ message, status, reason }) => {
      const fate = NOT_SENT.test(reason) ? 'not-sent' : 'unanswered'
      note('failed', idOf(message), status ?? fate)
    })
    every(SAMPLE_MS, () => {
      moved = movedBy(clockFile)
      const { rss } = process.memoryUsage()
      note('sample', Math.round(rss / MEGABYTE), descriptors(), Math.round(delay.percentile(99) / 1e6))
      delay.reset()
    })
    onClose(() => {
      delay.disable()
      Date.now = realNow
      note('stop')
    })
  },
})

/** @param {unknown} message */
function idOf(message) {
  return typeof message === 'object' && message !== null && 'id' in message ? message.id : '-'
}

/** @param {string} file */
function movedBy(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

function descriptors() {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}
