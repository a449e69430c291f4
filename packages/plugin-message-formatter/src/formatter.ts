import { definePlugin, type PluginContext, reject } from 'clacks'
import { checkedOptions } from './check-options.js'
import { issuesText } from './issues-text.js'
import { MessageRules } from './message-rules.js'
import type { MessageFormatterOptions } from './options.js'
import { textIssue } from './text-issue.js'

declare global {
  interface ClacksPluginOptions {
    // Configs often keep schemas in a constant, whose inferred `type` is string instead of
    // 'object'.
    'message-formatter': Omit<MessageFormatterOptions, 'schemas'> & {
      readonly schemas?: Readonly<Record<string, object>>
    }
  }
}

/**
 * After plugins that observe or unwrap, before those that use messages: these see only valid ones.
 */
const EARLY = -500
/** The shortest time between two warnings about messages that this node enqueues. */
const WARNING_INTERVAL_MS = 60_000

/**
 * Accepts only valid messages: objects with a `class` and the declared fields of that class. The
 * rejection of an invalid message lists all its issues. Announces are not checked.
 *
 * @example
 * const formatter = messageFormatter({ class: 'chat', required: ['text'], optional: ['author'] })
 * new Clacks({ plugins: [formatter] })
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
      const { message, issues: found } = rules.check(reception.message)
      const twice = found.length === 0 ? textIssue(reception) : undefined
      const issues = twice === undefined ? found : [twice]
      if (issues.length === 0) {
        reception.message = message
        return undefined
      }
      const { hostname, port } = reception.sender
      const text = issuesText(issues)
      ctx.log.debug(
        `${rejectInvalid ? 'Rejected an invalid message' : 'Passed on an invalid message'}: ${text}`,
        {
          from: `${hostname}:${port}`,
        },
      )
      return rejectInvalid ? reject(errorStatus, `Invalid message: ${text}`) : undefined
    })

    const warn = rateLimitedWarning(ctx)
    ctx.hooks.queued.tap((message, origin) => {
      if (origin !== 'enqueued') return
      const { issues } = rules.check(message)
      if (issues.length > 0) warn(`This node enqueued an invalid message: ${issuesText(issues)}`)
    })
  },
})

function rateLimitedWarning({ log, every }: PluginContext): (text: string) => void {
  let suppressed = 0
  let isQuiet = false
  return (text) => {
    if (isQuiet) {
      suppressed++
      return
    }
    log.warn(suppressed === 0 ? text : `${text} (and ${suppressed} more since the last warning)`)
    suppressed = 0
    isQuiet = true
    const cancel = every(WARNING_INTERVAL_MS, () => {
      cancel()
      isQuiet = false
    })
  }
}
