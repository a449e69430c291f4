import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Control } from '../../control/client/control.js'
import { ClacksError, reasonOf } from '../../errors.js'
import { linesOf, wholeText } from '../../input-lines.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { type Progress, progressBar } from '../terminal/progress-bar.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { jsonOf } from './input-messages.js'
import { reach } from './reach.js'
import { refusedTexts } from './refused-lines.js'

/** The options of `clacks send`. */
export interface SendOptions extends ConfigOptions {
  readonly file?: string
  readonly whole?: boolean
}

/** A batch is sent when it has this many messages or characters. */
const BATCH_MESSAGES = 256
const BATCH_CHARACTERS = 2 ** 20

/** The result so far. */
interface Counts {
  queued: number
  readonly refused: { readonly line: number; readonly code: string; readonly reason: string }[]
}

/**
 * `clacks send [message]`: enqueues a message, or each line of a file or of standard input, as it
 * is if it is JSON, otherwise as a string. Exits with 1 if the node refused a message. The others
 * are enqueued anyway.
 *
 * @throws ClacksError ERR_CLACKS_OPTION if there is nothing to send
 */
export async function send(message: string | undefined, options: SendOptions): Promise<ExitCode> {
  if (message !== undefined && options.file !== undefined)
    throw new ClacksError('ERR_CLACKS_OPTION', 'Pass either a message or --file, not both.')
  if (message === undefined && options.file === undefined && process.stdin.isTTY)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'There is nothing to send. Pass a message or --file, or pipe messages to standard input.',
    )
  const counts: Counts = { queued: 0, refused: [] }
  const opened = message === undefined ? await openInput(options.file) : undefined
  await reach(options, async (control) => {
    if (opened !== undefined) await sendInput(control, opened, options, counts)
    else await enqueue(control, [{ line: 1, text: message ?? '' }], counts)
  })
  if (options.json === true) writeJson(counts)
  else {
    const [first] = counts.refused
    const texts =
      message === undefined || first === undefined
        ? refusedTexts(counts.refused)
        : [`the message was not sent: ${first.reason}`]
    for (const text of texts) process.stderr.write(`clacks: ${text}\n`)
    writeLine(`${counts.queued} ${counts.queued === 1 ? 'message' : 'messages'} enqueued`)
  }
  return counts.refused.length === 0 ? EXIT.done : EXIT.failed
}

async function sendInput(
  control: Control,
  { input, bytes }: Opened,
  { whole, json }: SendOptions,
  counts: Counts,
): Promise<void> {
  const progress = progressBar(json === true ? undefined : process.stderr, bytes)
  try {
    if (whole === true) await enqueue(control, [{ line: 1, text: await wholeText(input) }], counts)
    else await sendLines(control, input, counts, progress)
  } finally {
    progress.end()
    input.destroy()
  }
}

interface Opened {
  readonly input: Readable
  /** The size; undefined if unknown. */
  readonly bytes: number | undefined
}

/** @throws ClacksError ERR_CLACKS_OPTION if the file cannot be read */
async function openInput(file: string | undefined): Promise<Opened> {
  if (file === undefined) return { input: process.stdin, bytes: undefined }
  try {
    const { size } = await stat(file)
    return { input: createReadStream(file), bytes: size }
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_OPTION', `Cannot read the file ${file}: ${reasonOf(cause)}.`, {
      cause,
    })
  }
}

interface Line {
  readonly line: number
  readonly text: string
}

async function sendLines(
  control: Control,
  input: Readable,
  counts: Counts,
  progress: Progress,
): Promise<void> {
  let batch: Line[] = []
  let bytes = 0
  const flush = async (): Promise<void> => {
    await enqueue(control, batch, counts)
    batch = []
    bytes = 0
  }
  const lines = linesOf(input, (read) => progress.advance(read, counts.queued))
  for await (const { number: line, text, invalid } of lines) {
    if (text === undefined) counts.refused.push({ line, code: 'ERR_CLACKS_INPUT', reason: `${invalid}.` })
    if (text === undefined || text.trim() === '') continue
    batch.push({ line, text })
    bytes += text.length
    if (batch.length >= BATCH_MESSAGES || bytes >= BATCH_CHARACTERS) await flush()
  }
  await flush()
}

async function enqueue(control: Control, lines: readonly Line[], counts: Counts): Promise<void> {
  if (lines.length === 0) return
  const { queued, refused } = await control.sendJson(lines.map(({ text }) => jsonOf(text)))
  counts.queued += queued
  for (const { index, code, reason } of refused)
    counts.refused.push({ line: lines[index]?.line ?? 0, code, reason })
}
