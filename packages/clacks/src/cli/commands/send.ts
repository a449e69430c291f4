import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { systemClock } from '../../clock.js'
import { ClacksError, reasonOf } from '../../errors.js'
import { linesOf, wholeText } from '../../input-lines.js'
import { printable } from '../../printable.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { type Progress, progressBar } from '../terminal/progress-bar.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'
import { refusedTexts } from './refused-lines.js'
import { type Counts, type Line, Sending } from './send/sending.js'

/** The options of `clacks send`. */
export interface SendOptions extends ConfigOptions {
  readonly file?: string
  readonly whole?: boolean
  /** Seconds. */
  readonly timeout?: number
}

/** Stands for standard input, as in other programs. */
const STDIN = '-'

/** A batch is sent when it has this many messages or characters. */
const BATCH_MESSAGES = 256
const BATCH_CHARACTERS = 2 ** 20

/**
 * `clacks send [message]`: enqueues a message, or each line of a file or of standard input (`-`),
 * as it is if it is JSON, otherwise as a string. Exits with 1 if the node refused a message. The
 * others are enqueued anyway.
 *
 * @throws ClacksError ERR_CLACKS_OPTION if there is nothing to send
 */
export async function send(argument: string | undefined, options: SendOptions): Promise<ExitCode> {
  if (argument !== undefined && options.file !== undefined)
    throw new ClacksError('ERR_CLACKS_OPTION', 'Pass either a message or --file, not both.')
  if (argument === undefined && options.file === undefined && process.stdin.isTTY)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'There is nothing to send. Pass a message or --file, or pipe messages to standard input.',
    )
  const counts: Counts = { queued: 0, timedOut: false, refused: [] }
  const message = argument === STDIN ? undefined : argument
  const opened = message === undefined ? await openInput(options.file ?? STDIN) : undefined
  await reach(options, async (control) => {
    const sending = new Sending(control, counts, options.timeout, systemClock)
    if (opened !== undefined) await sendInput(sending, opened, options, counts)
    else await sending.enqueue([{ line: 1, text: message ?? '' }])
  })
  const { queued, refused, timedOut } = counts
  if (options.json === true) writeJson({ queued, refused, ...(timedOut && { timedOut }) })
  else {
    const [first] = refused
    const texts =
      message === undefined || first === undefined
        ? refusedTexts(refused)
        : [`the message was not sent: ${first.reason}`]
    for (const text of texts) process.stderr.write(`clacks: ${printable(text)}\n`)
    if (timedOut)
      process.stderr.write(`clacks: gave up after ${options.timeout} s: the queue of the node is full\n`)
    writeLine(`${queued} ${queued === 1 ? 'message' : 'messages'} enqueued`)
  }
  return refused.length === 0 && !timedOut ? EXIT.done : EXIT.failed
}

async function sendInput(
  sending: Sending,
  { input, bytes }: Opened,
  { whole, json }: SendOptions,
  counts: Counts,
): Promise<void> {
  const progress = progressBar(json === true ? undefined : process.stderr, bytes)
  try {
    if (whole === true) await sending.enqueue([{ line: 1, text: await wholeText(input) }])
    else await sendLines(sending, input, counts, progress)
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
async function openInput(file: string): Promise<Opened> {
  if (file === STDIN) return { input: process.stdin, bytes: undefined }
  try {
    const info = await stat(file)
    if (info.isDirectory()) throw new Error('it is a folder')
    const input = (await open(file)).createReadStream()
    return { input, bytes: info.isFile() ? info.size : undefined }
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_OPTION', `Cannot read the file ${file}: ${reasonOf(cause)}.`, {
      cause,
    })
  }
}

async function sendLines(
  sending: Sending,
  input: Readable,
  counts: Counts,
  progress: Progress,
): Promise<void> {
  let batch: Line[] = []
  let bytes = 0
  const flush = async (): Promise<void> => {
    await sending.enqueue(batch)
    batch = []
    bytes = 0
  }
  const lines = linesOf(input, (read) => progress.advance(read, counts.queued))
  for await (const { number: line, text, invalid } of lines) {
    if (counts.timedOut) break
    if (text === undefined) counts.refused.push({ line, code: 'ERR_CLACKS_INPUT', reason: `${invalid}.` })
    if (text === undefined || text.trim() === '') continue
    batch.push({ line, text })
    bytes += text.length
    if (batch.length >= BATCH_MESSAGES || bytes >= BATCH_CHARACTERS) await flush()
  }
  await flush()
}
