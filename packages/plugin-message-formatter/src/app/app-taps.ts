import { type PluginContext, type Reception, type ReceptionVerdict, reject } from 'clacks'
import { classIssue } from '../class-issue.js'
import { issuesText } from '../issues-text.js'
import { textIssue } from '../text-issue.js'
import type { HandlerCalls } from './handler-calls.js'
import { asFields, type MessageReader, type Read } from './message-class.js'
import { optionalSignatures } from './signatures.js'

/** Like the message formatter: after plugins that unwrap, before those that use messages. */
const EARLY = -500

/** The readers of the classes. */
export type Readers = ReadonlyMap<string, MessageReader>

/** A check that takes longer is given up: the message stays with its sender. */
const CHECK_MS = 4_000

/**
 * The check never fails as a tap: it would be quarantined, and invalid messages would get in.
 */
export function checkReceived(
  ctx: PluginContext,
  readers: Readers,
  calls: HandlerCalls,
  options: { readonly otherClasses: 'refuse' | 'pass'; readonly errorStatus: number },
): void {
  const verdict = (read: Read, reception: Reception): ReceptionVerdict | undefined => {
    const twice = 'issues' in read ? undefined : textIssue(reception)
    const issues = twice === undefined ? ('issues' in read ? read.issues : []) : [twice]
    if (issues.length === 0) return undefined
    return reject(options.errorStatus, `Invalid message: ${issuesText(issues)}`)
  }
  ctx.hooks.received.tap({ stage: EARLY, timeoutMs: Number.POSITIVE_INFINITY }, (reception) => {
    const fields = asFields(reception.message)
    const reader = readerOf(fields, readers)
    if (reader === undefined && options.otherClasses === 'pass') return undefined
    if (reader === undefined)
      return verdict({ issues: [classIssue(fields.class, readers.keys())] }, reception)
    if (calls.areFull(reader.name)) return reject(503, `the handlers of ${reader.name} are busy`)
    const read = reader.read(fields)
    if (!(read instanceof Promise)) return verdict(read, reception)
    return new Promise<ReceptionVerdict | undefined>((resolve) => {
      const cancel = ctx.after(CHECK_MS, () =>
        resolve(reject(503, 'the check of the message takes too long')),
      )
      void read.then((settled) => {
        cancel()
        resolve(verdict(settled, reception))
      })
    })
  })
}

/** A queued message has passed all checks, and a handler can neither delay nor lose it. */
export function callHandlers(ctx: PluginContext, readers: Readers, calls: HandlerCalls): void {
  const signatures = optionalSignatures((key) => ctx.inject(key))
  ctx.hooks.queued.tap((message, origin, sender, json) => {
    const fields = asFields(message)
    const reader = readerOf(fields, readers)
    if (origin === 'enqueued' || sender === undefined || reader === undefined) return undefined
    if (!calls.has(reader.name)) return undefined
    const call = (read: Read): void => {
      if (!('fields' in read)) return
      calls.call(reader.name, read.fields, signatures?.state(message, json).author, sender)
    }
    const read = reader.read(fields)
    if (read instanceof Promise) return read.then(call)
    call(read)
    return undefined
  })
}

function readerOf(message: unknown, readers: Readers): MessageReader | undefined {
  const name = asFields(message).class
  return typeof name === 'string' ? readers.get(name) : undefined
}
