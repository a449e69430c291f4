import { writeFile } from 'node:fs/promises'
import { createColors } from 'picocolors'
import { describeTapCall } from '../../control/describe-tap-call.js'
import { type TapCall, TRACED_HOOKS } from '../../plugins/trace.js'
import { printable } from '../../printable.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { pad, shorten } from '../terminal/columns.js'
import { viewerStopRequest } from '../terminal/stop-request.js'
import { drained, terminalColumns, writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'
import { requireOneOf } from './require-one-of.js'
import { chromeTrace } from './trace/chrome-trace.js'

/** The options of `clacks trace`. */
export interface TraceOptions extends ConfigOptions {
  readonly plugin?: string
  readonly hook?: string
  readonly match?: string
  readonly count?: number
  readonly chrome?: string
}

/** A Chrome trace file holds this many calls. Later ones are left out. */
const MAX_CALLS = 100_000
const PLUGIN_COLUMNS = 16

/**
 * `clacks trace`: shows what each tap does to each message, until Ctrl-C or `--count` calls.
 *
 * @throws ClacksError ERR_CLACKS_OPTION for an unknown hook or plugin
 */
export async function trace(options: TraceOptions): Promise<ExitCode> {
  if (options.hook !== undefined) requireOneOf('traced hook', options.hook, TRACED_HOOKS)
  const { signal } = viewerStopRequest()
  const { chrome, count = Number.POSITIVE_INFINITY } = options
  const calls: TapCall[] = []
  let shown = 0
  await reach(options, async (control) => {
    if (options.plugin !== undefined) {
      const { plugins } = await control.status()
      const ids = plugins.map(({ id }) => id)
      requireOneOf('plugin', options.plugin, ids)
    }
    const skipped = (calls: number): void =>
      void process.stderr.write(`clacks: ${calls} calls were skipped, too fast to show\n`)
    for await (const call of control.trace(signal, skipped)) {
      if (signal.aborted) break
      if (!isWanted(call, options)) continue
      if (options.json === true) writeJson(call)
      else process.stdout.write(`${lineOf(call)}\n`)
      if (chrome !== undefined && calls.length < MAX_CALLS) calls.push(call)
      if (++shown >= count) break
      await drained(signal)
    }
  })
  if (chrome === undefined) return EXIT.done
  await writeFile(chrome, `${JSON.stringify(chromeTrace(calls))}\n`)
  if (options.json !== true) writeLine(`wrote ${calls.length} calls to ${chrome}`)
  return EXIT.done
}

function isWanted({ plugin, hook, message }: TapCall, wanted: TraceOptions): boolean {
  if (wanted.plugin !== undefined && wanted.plugin !== plugin) return false
  if (wanted.hook !== undefined && wanted.hook !== hook) return false
  return wanted.match === undefined || message.includes(wanted.match)
}

function lineOf(call: TapCall): string {
  const paint = createColors(process.stdout.isTTY && process.stdout.hasColors())
  const time = new Date(call.time).toTimeString().slice(0, 8)
  const place = `${call.hook} #${call.passage}.${call.order}`.padEnd(18)
  const plugin = pad(shorten(printable(call.plugin), PLUGIN_COLUMNS), PLUGIN_COLUMNS)
  const took = `${call.took.toFixed(2)} ms`.padStart(10)
  const taken = time.length + place.length + PLUGIN_COLUMNS + took.length + 8
  const text = shorten(printable(describeTapCall(call)), Math.max(10, terminalColumns() - taken))
  const colour =
    call.failed !== undefined ? paint.red : call.verdict !== undefined ? paint.yellow : paint.reset
  return `${paint.dim(time)}  ${paint.cyan(place)}  ${plugin}  ${paint.dim(took)}  ${colour(text)}`
}
