import { definePlugin, type PluginContext, reject } from 'clacks'
import { checkedOptions } from './check-options.js'
import { faultsText } from './fault.js'
import { MessageRules } from './message-rules.js'
import type { MessageFormatterOptions } from './options.js'

declare global {
  interface ClacksPluginOptions {
    // Schemas of a config often stand in a constant, whose type says `string` where a schema says 'object'.
    'message-formatter': Omit<MessageFormatterOptions, 'schemas'> & {
      readonly schemas?: Readonly<Record<string, object>>
    }
  }
}

/** After what only looks or unwraps, before what works with messages: they see right ones only. */
const EARLY = -500
/** Warnings of messages that this node itself puts in the network are this far apart. */
const QUIET_MS = 60_000

/**
 * Lets only messages in that look as they are declared to: objects with a `class` and the fields of that class. All that is
 * wrong with a message is reported to its sender. Announces pass.
 *
 * @example
 * new Clacks({ plugins: [messageFormatter({ class: 'greeting', required: ['text'], optional: ['author'] })] })
 */
export const messageFormatter = definePlugin({
  name: 'message-formatter',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: checkedOptions,
  setup(ctx, options) {
    const rules = new MessageRules(options)
    const { rejectInvalid, errorStatus } = options

    ctx.hooks.received.tap({ stage: EARLY }, (reception) => {
      const { message, faults } = rules.check(reception.message)
      if (faults.length === 0) {
        reception.message = message
        return undefined
      }
      const { hostname, port } = reception.sender
      const text = faultsText(faults)
      ctx.log.debug(`${rejectInvalid ? 'Refused' : 'Invalid, but passed on'}: ${text}`, {
        from: `${hostname}:${port}`,
      })
      return rejectInvalid ? reject(errorStatus, `Invalid message: ${text}`) : undefined
    })

    const warn = onceInAWhile(ctx)
    ctx.hooks.queued.tap((message, origin) => {
      if (origin !== 'enqueued') return
      const { faults } = rules.check(message)
      if (faults.length > 0) warn(`This node enqueued an invalid message: ${faultsText(faults)}`)
    })
  },
})

function onceInAWhile({ log, every }: PluginContext): (text: string) => void {
  let unsaid = 0
  let quiet = false
  return (text) => {
    if (quiet) {
      unsaid++
      return
    }
    log.warn(unsaid === 0 ? text : `${text} (and ${unsaid} others since the last warning)`)
    unsaid = 0
    quiet = true
    const cancel = every(QUIET_MS, () => {
      cancel()
      quiet = false
    })
  }
}
