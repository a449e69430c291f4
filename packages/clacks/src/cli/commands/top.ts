import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import { systemClock } from '../../clock.js'
import type { Control } from '../../control/client/control.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { stopRequest } from '../terminal/stop-request.js'
import { writeJson } from '../terminal/write.js'
import { reach } from './reach.js'
import { topFrame } from './top/frame.js'
import { nextSample, type Sample } from './top/samples.js'

/** What `clacks top` can be told. */
export interface TopOptions extends ConfigOptions {
  /** Seconds between two looks. */
  readonly interval: number
  /** Ends after so many pictures. */
  readonly count?: number
}

const PLAIN = { columns: 80, rows: 100 }
/** "DEC private mode 1049": a screen of its own, so that what was there before comes back. */
const OWN_SCREEN = { on: '\u001b[?1049h', off: '\u001b[?1049l' }
const CTRL_C = '\u0003'

/** `clacks top`: the node live. Where standard output is no terminal it is one picture, and with `--json` a line a look. */
export async function top(options: TopOptions): Promise<ExitCode> {
  const { signal, request } = stopRequest()
  const { stdout } = process
  if (options.json === true) await reach(options, (control) => follow(control, options, signal, writeSample))
  else if (stdout.isTTY) await onScreen(options, signal, request)
  else {
    const paint = createColors(false)
    const write = (sample: Sample): void => {
      stdout.write(
        `${topFrame(sample, PLAIN, paint)
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

function writeSample({ status, rates, plugins }: Sample): void {
  writeJson({ ...status, rates, plugins })
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
    stdout.write(OWN_SCREEN.on)
    if (stdin.isTTY) stdin.setRawMode(true)
    stdin.on('data', onKey)
    stdout.on('resize', onResize)
    try {
      await follow(control, options, signal, show)
    } finally {
      if (stdin.isTTY) stdin.setRawMode(false)
      stdin.pause()
      draw.done()
      stdout.write(OWN_SCREEN.off)
    }
  })
}

/** Looks again and again until it is told to end. The first picture has no rates yet: it is shown on a screen only. */
async function follow(
  control: Control,
  { interval, count = Number.POSITIVE_INFINITY }: TopOptions,
  signal: AbortSignal,
  show: (sample: Sample) => void,
): Promise<void> {
  let sample = nextSample(undefined, await control.status())
  if (process.stdout.isTTY) show(sample)
  for (let shown = 0; shown < count; shown++) {
    await pause(interval * 1000, signal)
    if (signal.aborted) return
    sample = nextSample(sample, await control.status())
    show(sample)
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
