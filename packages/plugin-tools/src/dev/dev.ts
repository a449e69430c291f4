import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'
import { inspect } from 'node:util'
import type { LoadedConfig } from 'clacks'
import { Commands } from './commands.js'
import { type DevEvent, HERE, type Tell } from './event.js'
import { explain, fromFolder, load } from './load.js'
import { DevNetwork } from './network.js'
import { Reloading } from './reload.js'
import { isColoured, jsonLines, screenLines } from './screen.js'
import { findTarget, type TargetFlags } from './target.js'

/** What `clacks-plugin dev` can be told. */
export interface DevFlags extends TargetFlags {
  readonly json?: true
}

/** Milliseconds that a message of an input that is no terminal may be under way before the next line is read. */
const PATIENCE_MS = 2_000

/** Whose text may name a file of the plugin. */
const SAYS_FILES: ReadonlySet<DevEvent['event']> = new Set(['log', 'crashed'])

/**
 * `clacks-plugin dev [path]`: a network of three nodes in the terminal, one of them with the plugin as its sources are. It ends with
 * Ctrl-C, `.quit` or the end of the input.
 *
 * @returns 0; 1 where the plugin cannot be loaded at all, or an error escaped it; 130 for a second Ctrl-C
 * @throws Error where there is nothing to try out
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
  const tell: Tell = (event) =>
    show(SAYS_FILES.has(event.event) ? { ...event, text: fromFolder(event.text, target) } : event)
  const started = await begin(target, tell).catch((thrown: unknown) => {
    console.error(`clacks-plugin: ${explain(thrown, target)}`)
  })
  if (started === undefined) return 1
  const { network, loaded } = started
  const plugins = network.node.plugins().map(({ id }) => id)
  const text = `${plugins.join(', ')}, from ${target.label}\ntype a message, or .help`
  tell({ event: 'ready', who: HERE, text, details: { plugins } })

  const crashes = watchCrashes(tell)
  const reloading = new Reloading(network.node, target, tell)
  const unfollow = await reloading.follow(loaded)
  // Not earlier: lines that come while nobody iterates are lost.
  input = createInterface({
    input: stdin,
    prompt: '> ',
    crlfDelay: Number.POSITIVE_INFINITY,
    ...(isTyped ? { output: stdout } : {}),
  })
  const lines = input
  const release = onStop(() => lines.close())
  const comesThrough = await readLines(lines, new Commands(network, reloading, tell), network, isTyped)
  if (!isTyped) {
    const left = await network.settled(comesThrough ? PATIENCE_MS : 0)
    if (left > 0)
      tell({
        event: 'left',
        who: HERE,
        text: `${left === 1 ? '1 message' : `${left} messages`} in the queue`,
        details: { messages: left },
      })
  }
  lines.close()
  stdin.destroy()
  await unfollow()
  await network.stop()
  release()
  return crashes.stop() === 0 ? 0 : 1
}

async function begin(
  target: Awaited<ReturnType<typeof findTarget>>,
  tell: Tell,
): Promise<{ readonly network: DevNetwork; readonly loaded: LoadedConfig }> {
  const loaded = await load(target)
  const network = new DevNetwork(loaded, tell)
  await network.start()
  return { network, loaded }
}

/**
 * Obeys line after line. A file or pipe is read no faster than its messages come through, as long as they do.
 * @returns whether all did
 */
async function readLines(
  input: Interface,
  commands: Commands,
  network: DevNetwork,
  isTyped: boolean,
): Promise<boolean> {
  let comesThrough = true
  if (isTyped) input.prompt()
  for await (const line of input) {
    if (!(await commands.obey(line))) break
    if (isTyped) input.prompt()
    else if (comesThrough) comesThrough = (await network.settled(PATIENCE_MS)) === 0
  }
  return comesThrough
}

/** Writes above the line that is being typed. */
function writeAbove(input: Interface, text: string): void {
  clearLine(process.stdout, 0)
  cursorTo(process.stdout, 0)
  process.stdout.write(text)
  input.prompt(true)
}

/** The first Ctrl-C, SIGTERM, or reader that goes away ends in good order; a second Ctrl-C ends at once. */
function onStop(stop: () => void): () => void {
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(130)
    asked = true
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

/** Errors that nobody catches are told; the network goes on, so that the next save can mend them. */
function watchCrashes(tell: Tell): { stop(): number } {
  let crashes = 0
  const onCrash = (thrown: unknown): void => {
    crashes++
    tell({ event: 'crashed', who: 'process', text: `nobody caught this error: ${inspect(thrown)}` })
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
