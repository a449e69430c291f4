import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Control } from '../../control/client/control.js'
import { LineReader } from '../../control/line-reader.js'
import { MAX_LINE } from '../../control/protocol.js'
import { ClacksError, reasonOf } from '../../errors.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { type Progress, progressBar } from '../terminal/progress-bar.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { messageOf } from './line-messages.js'
import { reach } from './reach.js'

/** What `clacks send` can be told. */
export interface SendOptions extends ConfigOptions {
  readonly file?: string
  readonly whole?: boolean
}

/** Messages, and bytes of input, that go to the node together. */
const BATCH_MESSAGES = 256
const BATCH_BYTES = 2 ** 20

/** What was sent so far. */
interface Counts {
  queued: number
  readonly refused: { readonly line: number; readonly code: string; readonly reason: string }[]
}

/**
 * `clacks send [message]`: enqueues a message, or every line of a file or of standard input: JSON where it parses, else the
 * text. Ends with 1 where one was refused; the others are in the queue all the same.
 *
 * @throws ClacksError ERR_CLACKS_OPTION where there is nothing to send
 */
export async function send(message: string | undefined, options: SendOptions): Promise<ExitCode> {
  if (message !== undefined && options.file !== undefined)
    throw new ClacksError('ERR_CLACKS_OPTION', 'There are a message and a file to send: give one of them.')
  if (message === undefined && options.file === undefined && process.stdin.isTTY)
    throw new ClacksError(
      'ERR_CLACKS_OPTION',
      'There is nothing to send: give a message, --file, or standard input.',
    )
  const tally: Counts = { queued: 0, refused: [] }
  const opened = message === undefined ? await openInput(options.file) : undefined
  await reach(options, async (control) => {
    if (opened !== undefined) await sendInput(control, opened, options, tally)
    else await enqueue(control, [{ line: 1, text: message ?? '' }], tally)
  })
  if (options.json === true) writeJson(tally)
  else {
    for (const { line, reason } of tally.refused)
      process.stderr.write(
        `clacks: ${message === undefined ? `line ${line}` : 'the message'} is not sent: ${reason}\n`,
      )
    writeLine(`${tally.queued} ${tally.queued === 1 ? 'message is' : 'messages are'} in the queue`)
  }
  return tally.refused.length === 0 ? EXIT.done : EXIT.failed
}

async function sendInput(
  control: Control,
  { input, bytes }: Opened,
  { whole, json }: SendOptions,
  tally: Counts,
): Promise<void> {
  const progress = progressBar(json === true ? undefined : process.stderr, bytes)
  try {
    if (whole === true) await enqueue(control, [{ line: 1, text: await readWhole(input) }], tally)
    else await sendLines(control, input, tally, progress)
  } finally {
    progress.end()
    input.destroy()
  }
}

interface Opened {
  readonly input: Readable
  /** Undefined where nobody knows how many there will be. */
  readonly bytes: number | undefined
}

/** @throws ClacksError ERR_CLACKS_OPTION where the file cannot be read */
async function openInput(file: string | undefined): Promise<Opened> {
  if (file === undefined) return { input: process.stdin, bytes: undefined }
  try {
    const { size } = await stat(file)
    return { input: createReadStream(file), bytes: size }
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_OPTION', `The file ${file} cannot be read: ${reasonOf(cause)}.`, {
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
  tally: Counts,
  progress: Progress,
): Promise<void> {
  let lines: Line[] = []
  let bytes = 0
  let number = 0
  const reader = new LineReader((text) => {
    number++
    if (text.trim() !== '') lines.push({ line: number, text: text.replace(/\r$/, '') })
  })
  const flush = async (): Promise<void> => {
    for (let at = 0; at < lines.length; at += BATCH_MESSAGES)
      await enqueue(control, lines.slice(at, at + BATCH_MESSAGES), tally)
    lines = []
    bytes = 0
  }
  for await (const chunk of input) {
    if (!reader.read(chunk)) throw tooLong()
    bytes += chunk.length
    if (lines.length >= BATCH_MESSAGES || bytes >= BATCH_BYTES) await flush()
    progress.advance(chunk.length, tally.queued)
  }
  reader.end()
  await flush()
}

async function readWhole(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_LINE) throw tooLong()
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLong(): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_MESSAGE_TOO_LARGE',
    `A message of the input has more than ${MAX_LINE} bytes.`,
  )
}

async function enqueue(control: Control, lines: readonly Line[], tally: Counts): Promise<void> {
  const { queued, refused } = await control.send(lines.map(({ text }) => messageOf(text)))
  tally.queued += queued
  for (const { index, code, reason } of refused)
    tally.refused.push({ line: lines[index]?.line ?? 0, code, reason })
}
