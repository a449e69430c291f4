import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'
import { inspect } from 'node:util'
import { type LoadedConfig, linesOf } from 'clacks'
import { reasonOf } from '../reason-of.js'
import { Commands } from './commands.js'
import { type DevEvent, HERE, type Report } from './event.js'
import { explain, fromFolder, load } from './load.js'
import { DevNetwork } from './network.js'
import { Reloading } from './reload.js'
import { isColoured, jsonLines, screenLines } from './screen.js'
import { findTarget, type TargetFlags } from './target.js'

/** The flags of `clacks-plugin dev`. */
export interface DevFlags extends TargetFlags {
  readonly json?: true
}

/**
 * How long a message of an input that is not a terminal may be in flight before the next line is
 * read.
 */
const MAX_WAIT_MS = 2_000

/** The events whose text may contain a path of the plugin. */
const NAMES_FILES: ReadonlySet<DevEvent['event']> = new Set(['log', 'crashed'])

/**
 * `clacks-plugin dev [path]`: runs a network of three nodes in the terminal, one of them with the
 * plugin, loaded from its sources. It ends with Ctrl-C, `.quit` or the end of the input.
 *
 * @returns 0; 1 if the plugin cannot be loaded, or has an uncaught error; 130 for a second Ctrl-C
 * @throws Error if there is no plugin
 */
export async function dev(path: string, flags: DevFlags): Promise<0 | 1> {
  const target = await findTarget(path, flags)
  const { stdin, stdout } = process
  const isTyped = stdin.isTTY && stdout.isTTY && flags.json !== true
  let input: Interface | undefined
  const write = (text: string): void => {
    if (isTyped && input !== undefined) writeAbove(input, text)
    else stdout.write(text)
  }
  const show =
    flags.json === true ? jsonLines(write) : screenLines(write, () => stdout.columns, isColoured(stdout))
  const report: Report = (event) =>
    show(NAMES_FILES.has(event.event) ? { ...event, text: fromFolder(event.text, target) } : event)
  const started = await begin(target, report).catch((thrown: unknown) => {
    console.error(`clacks-plugin: ${explain(thrown, target)}`)
  })
  if (started === undefined) return 1
  const { network, loaded } = started
  const plugins = network.node.plugins().map(({ id }) => id)
  const text = `${plugins.join(', ')}, from ${target.label}\ntype a message, or .help`
  report({ event: 'ready', who: HERE, text, details: { plugins } })

  const crashes = watchCrashes(report)
  const reloading = new Reloading(network.node, target, report)
  const unfollow = await reloading.follow(loaded)
  // Not earlier: lines that arrive before the iteration starts are lost.
  if (isTyped) input = createInterface({ input: stdin, prompt: '> ', output: stdout })
  const stop = new AbortController()
  const release = onStop(() => {
    stop.abort()
    input?.close()
    stdin.destroy()
  })
  const lines = input ?? linesOfInput(stdin, stop.signal, report)
  const allPass = await readLines(lines, new Commands(network, reloading, report), network, input)
  if (!isTyped) {
    const left = await network.settled(allPass ? MAX_WAIT_MS : 0)
    if (left > 0)
      report({
        event: 'left',
        who: HERE,
        text: `${left === 1 ? '1 message' : `${left} messages`} in the queue`,
        details: { messages: left },
      })
  }
  input?.close()
  stdin.destroy()
  await unfollow()
  await network.stop()
  release()
  return crashes.stop() === 0 ? 0 : 1
}

async function begin(
  target: Awaited<ReturnType<typeof findTarget>>,
  report: Report,
): Promise<{ readonly network: DevNetwork; readonly loaded: LoadedConfig }> {
  const loaded = await load(target)
  const network = new DevNetwork(loaded, report)
  await network.start()
  return { network, loaded }
}

/**
 * Runs the input line by line. A file or pipe is read only as fast as the network passes its
 * messages on.
 * @param terminal asks for the next line; undefined for a file or pipe
 * @returns whether it passed all of them on
 */
async function readLines(
  input: AsyncIterable<string>,
  commands: Commands,
  network: DevNetwork,
  terminal: Interface | undefined,
): Promise<boolean> {
  let allPass = true
  terminal?.prompt()
  for await (const line of input) {
    if (!(await commands.run(line))) break
    if (terminal !== undefined) terminal.prompt()
    else if (allPass) allPass = (await network.settled(MAX_WAIT_MS)) === 0
  }
  return allPass
}

/** The lines of a file or pipe, until the signal aborts. */
async function* linesOfInput(
  input: AsyncIterable<Buffer>,
  signal: AbortSignal,
  report: Report,
): AsyncGenerator<string, void, undefined> {
  try {
    for await (const { number, text, invalid } of linesOf(input)) {
      if (text !== undefined) yield text
      else report({ event: 'refused', who: HERE, text: `line ${number} of the input: ${invalid}` })
    }
  } catch (thrown) {
    if (!signal.aborted) report({ event: 'refused', who: HERE, text: reasonOf(thrown) })
  }
}

/** Writes above the input line. */
function writeAbove(input: Interface, text: string): void {
  clearLine(process.stdout, 0)
  cursorTo(process.stdout, 0)
  process.stdout.write(text)
  input.prompt(true)
}

/** Stops on Ctrl-C, SIGTERM, or when the reader goes away. A second Ctrl-C exits at once. */
function onStop(stop: () => void): () => void {
  let isStopping = false
  const onSignal = (): void => {
    if (isStopping) process.exit(130)
    isStopping = true
    stop()
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, onSignal)
  process.stdout.on('error', stop)
  return () => {
    for (const name of names) process.off(name, onSignal)
    process.stdout.off('error', stop)
  }
}

/** Reports uncaught errors. The network keeps running, so that the next save can fix them. */
function watchCrashes(report: Report): { stop(): number } {
  let crashes = 0
  const onCrash = (thrown: unknown): void => {
    crashes++
    report({ event: 'crashed', who: 'process', text: `uncaught error: ${inspect(thrown)}` })
  }
  const events = ['uncaughtException', 'unhandledRejection'] as const
  for (const event of events) process.on(event, onCrash)
  return {
    stop() {
      for (const event of events) process.off(event, onCrash)
      return crashes
    },
  }
}
