import { join, resolve } from 'node:path'
import { definePlugin, type WrittenOptions } from 'clacks'
import { FailureReporter } from './failure-reporter.js'
import { LogWriter } from './log-writer.js'
import { MessageFiles } from './message-files.js'
import { LOGGER_OPTIONS } from './options.js'
import { asFile, asLine, type Received, receivedAnnounce, receivedMessage } from './record.js'
import { RotatingFile } from './rotating-file.js'

declare global {
  interface ClacksPluginOptions {
    logger: WrittenOptions<typeof LOGGER_OPTIONS>
  }
}

/** Before all other taps, so that payloads are logged as they arrived. */
const FIRST = -1_000_000
/** Nothing else may become part of a path. */
const IDENTIFIER = /^[0-9a-f]{64}$/i

/**
 * Logs each payload that a node receives, as it arrives: one file per payload
 * (`directory/identifier/timestamp`) or one rotated NDJSON file. It only observes: a failure to
 * write is logged and does not affect the node.
 *
 * @example
 * new Clacks({ plugins: [logger({ directory: './log', type: 'message' })] })
 */
export const logger = definePlugin({
  name: 'logger',
  version: '1.0.0',
  engines: { clacks: '^1.0.0' },
  options: LOGGER_OPTIONS,
  setup(ctx, options) {
    const reporter = new FailureReporter(ctx.log, ctx.after)
    const directory = resolve(ctx.folder, options.directory)
    const inFiles = options.format === 'files'
    const sink = inFiles
      ? new MessageFiles(directory)
      : new RotatingFile({
          ...options,
          file: resolve(ctx.folder, options.file ?? join(directory, 'clacks.ndjson')),
        })
    const limit = { entries: options.bufferMessages, bytes: options.bufferBytes }
    const writer = new LogWriter(sink, limit, reporter, ctx.after)

    const log = (read: () => Received): void => {
      try {
        // Serialized at once: later taps may change the message in place.
        const received = read()
        if (inFiles && !IDENTIFIER.test(received.peer.identifier))
          reporter.dropped('the identifier of a peer is not a SHA-256')
        else writer.add((inFiles ? asFile : asLine)(ctx.clock.now(), received))
      } catch {
        reporter.dropped('a message is not serializable as JSON')
      }
    }
    if (options.type !== 'announce') {
      ctx.hooks.received.tap({ stage: FIRST, decides: false }, (reception) =>
        log(() => receivedMessage(reception)),
      )
    }
    if (options.type !== 'message') {
      ctx.hooks.announced.tap({ stage: FIRST }, (peer) => log(() => receivedAnnounce(peer)))
    }
    return () => writer.close()
  },
})
