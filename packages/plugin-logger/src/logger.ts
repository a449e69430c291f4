import { join, resolve } from 'node:path'
import { definePlugin, type WrittenOptions } from 'clacks'
import { Complaints } from './complaints.js'
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

/** Before the taps of everybody else: what is logged is what arrived. */
const FIRST = -1_000_000
/** Nothing else may become a part of a path. */
const IDENTIFIER = /^[0-9a-f]{64}$/i

/**
 * Logs what a node receives, as it arrives: one file a payload (`directory/identifier/timestamp`), or one NDJSON file that is
 * rotated. It only watches; where it cannot write, it says so and the node goes on.
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
    const complaints = new Complaints(ctx.log, ctx.after)
    const directory = resolve(ctx.folder, options.directory)
    const inFiles = options.format === 'files'
    const sink = inFiles
      ? new MessageFiles(directory)
      : new RotatingFile({
          ...options,
          file: resolve(ctx.folder, options.file ?? join(directory, 'clacks.ndjson')),
        })
    const limit = { entries: options.bufferMessages, bytes: options.bufferBytes }
    const writer = new LogWriter(sink, limit, complaints, ctx.after)

    const log = (received: Received): void => {
      if (inFiles && !IDENTIFIER.test(received.peer.identifier)) {
        complaints.missed('the identifier of a peer is no SHA-256')
        return
      }
      try {
        // At once: later taps may change the message in place.
        writer.add((inFiles ? asFile : asLine)(Date.now(), received))
      } catch {
        complaints.missed('a message has no JSON form')
      }
    }
    if (options.type !== 'announce') {
      ctx.hooks.received.tap({ stage: FIRST }, (reception) => log(receivedMessage(reception)))
    }
    if (options.type !== 'message') {
      ctx.hooks.announced.tap({ stage: FIRST }, (peer) => log(receivedAnnounce(peer)))
    }
    return () => writer.close()
  },
})
