import { writeFile } from 'node:fs/promises'
import { createColors } from 'picocolors'
import type { FieldChange, TapCall } from '../control/tap-calls.js'
import { chromeTrace } from './chrome-trace.js'
import { EXIT, type ExitCode } from './exit-code.js'
import type { ReachOptions } from './node-commands.js'
import { printable, shorten } from './printable.js'
import { reach } from './reach.js'
import { stopRequest } from './stop-request.js'
import { columnsNow, writeJson, writeLine } from './write.js'

/** What `clacks trace` can be told. */
export interface TraceOptions extends ReachOptions {
  readonly plugin?: string
  readonly hook?: string
  readonly match?: string
  readonly count?: number
  readonly chrome?: string
}

/** Hooks whose taps decide; those of others only see. */
const DECIDING: ReadonlySet<string> = new Set(['received', 'beforeSend'])
/** Calls that a Chrome trace holds; what comes later is not in it. */
const MOST_CALLS = 100_000

/** `clacks trace`: what each tap does to each message, until Ctrl-C, or until so many calls have been shown. */
export async function trace(options: TraceOptions): Promise<ExitCode> {
  const { signal } = stopRequest()
  const { chrome, count = Number.POSITIVE_INFINITY } = options
  const calls: TapCall[] = []
  let shown = 0
  await reach(options, async (control) => {
    for await (const call of control.trace(signal)) {
      if (!isWanted(call, options)) continue
      if (options.json === true) writeJson(call)
      else process.stdout.write(`${lineOf(call)}\n`)
      if (chrome !== undefined && calls.length < MOST_CALLS) calls.push(call)
      if (++shown >= count) break
    }
  })
  if (chrome === undefined) return EXIT.done
  await writeFile(chrome, `${JSON.stringify(chromeTrace(calls))}\n`)
  if (options.json !== true) writeLine(`${calls.length} calls are in ${chrome}`)
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
  const plugin = shorten(printable(call.plugin), 16).padEnd(16)
  const took = `${call.took.toFixed(2)} ms`.padStart(10)
  const taken = time.length + place.length + plugin.length + took.length + 8
  const text = shorten(printable(didWhat(call)), Math.max(10, columnsNow() - taken))
  const colour =
    call.failed !== undefined ? paint.red : call.verdict !== undefined ? paint.yellow : paint.reset
  return `${paint.dim(time)}  ${paint.cyan(place)}  ${plugin}  ${paint.dim(took)}  ${colour(text)}`
}

function didWhat({ hook, failed, verdict, reason, changes, message }: TapCall): string {
  const changed = changes.map(describe).join('; ')
  if (failed !== undefined) return `failed: ${failed}`
  if (verdict !== undefined)
    return [`${verdict}${reason === undefined ? '' : `: ${reason}`}`, changed].filter(Boolean).join('; ')
  if (changed !== '') return changed
  return `${DECIDING.has(hook) ? 'passed on' : 'saw'} ${message}`
}

function describe({ path, before, after }: FieldChange): string {
  if (before === undefined && after === undefined) return `${path} changed`
  return `${path}: ${before === undefined ? '(none)' : JSON.stringify(before)} -> ${after === undefined ? '(none)' : JSON.stringify(after)}`
}
