import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import { systemClock } from '../../clock.js'
import type { Control } from '../../control/client/control.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { viewerStopRequest } from '../terminal/stop-request.js'
import { drained, writeJson } from '../terminal/write.js'
import { reach } from './reach.js'
import { topFrame } from './top/frame.js'
import { nextSample, type Sample } from './top/samples.js'

/** The options of `clacks top`. */
export interface TopOptions extends ConfigOptions {
  /** Seconds between updates. */
  readonly interval: number
  /** Stops after this many updates. */
  readonly count?: number
}

/** The size used if standard output is not a terminal. */
const DEFAULT_SIZE = { columns: 80, rows: 100 }
/**
 * DEC private mode 1049 switches to the alternate screen, which restores the previous contents at
 * the end.
 */
const ALTERNATE_SCREEN = { on: '\u001b[?1049h', off: '\u001b[?1049l' }
const CTRL_C = '\u0003'

/**
 * `clacks top`: shows a live view of a node. Prints a single update if standard output is not a
 * terminal, and one line per update with `--json`.
 */
export async function top(options: TopOptions): Promise<ExitCode> {
  const { signal, request } = viewerStopRequest()
  const { stdout } = process
  if (options.json === true) await reach(options, (control) => follow(control, options, signal, writeSample))
  else if (stdout.isTTY) await onScreen(options, signal, request)
  else {
    const paint = createColors(false)
    const write = (sample: Sample): void => {
      stdout.write(
        `${topFrame(sample, DEFAULT_SIZE, paint)
          .map((line) => line.trimEnd())
          .join('\n')}\n`,
      )
    }
    await reach(options, (control) =>
      follow(control, { ...options, count: options.count ?? 1 }, signal, write),
    )
  }
  return EXIT.done
}

/** The fields are those of `clacks status --json`. What is measured per second is in `rates`. */
async function writeSample({ status, rates, plugins }: Sample, signal: AbortSignal): Promise<void> {
  const ofPlugins = plugins.map(({ id, calls, busy }) => ({ id, calls, milliseconds: busy }))
  writeJson({ ...status, rates: { ...rates, plugins: ofPlugins } })
  await drained(signal)
}

async function onScreen(options: TopOptions, signal: AbortSignal, request: () => void): Promise<void> {
  const { stdin, stdout } = process
  const paint = createColors(stdout.hasColors())
  const draw = createLogUpdate(stdout)
  let last: Sample | undefined
  const show = (sample: Sample): void => {
    last = sample
    draw(topFrame(sample, { columns: stdout.columns, rows: stdout.rows - 1 }, paint).join('\n'))
  }
  const onKey = (key: Buffer): void => {
    if (['q', 'Q', CTRL_C].includes(key.toString())) request()
  }
  const onResize = (): void => {
    if (last !== undefined) show(last)
  }
  await reach(options, async (control) => {
    stdout.write(ALTERNATE_SCREEN.on)
    if (stdin.isTTY) stdin.setRawMode(true)
    stdin.on('data', onKey)
    stdout.on('resize', onResize)
    try {
      await follow(control, options, signal, show, show)
    } finally {
      if (stdin.isTTY) stdin.setRawMode(false)
      stdin.pause()
      draw.done()
      stdout.write(ALTERNATE_SCREEN.off)
    }
  })
}

/**
 * Polls the status until the end.
 *
 * @param first called with the first sample, which does not have rates yet
 */
async function follow(
  control: Control,
  { interval, count = Number.POSITIVE_INFINITY }: TopOptions,
  signal: AbortSignal,
  show: (sample: Sample, signal: AbortSignal) => void | Promise<void>,
  first: (sample: Sample) => void = () => {},
): Promise<void> {
  let sample = nextSample(undefined, await control.status())
  first(sample)
  for (let shown = 0; shown < count; shown++) {
    await pause(interval * 1000, signal)
    if (signal.aborted) return
    sample = nextSample(sample, await control.status())
    await show(sample, signal)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = systemClock.after(milliseconds, end)
    signal.addEventListener('abort', end)
  })
}
