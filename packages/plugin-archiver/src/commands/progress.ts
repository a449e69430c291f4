import cliProgress from 'cli-progress'
import { bytesText, countText } from './amounts.js'

const { Format, SingleBar } = cliProgress

/** The whole line fits a terminal of 80 columns. */
const BAR_COLUMNS = 20

/** A progress bar with rate and time left on standard error, if that is a terminal. */
export interface Progress {
  /** @param done the current value, including `from` */
  at(done: number): void
  end(): void
}

/**
 * Starts a progress bar.
 * @param total 0 if unknown: no bar is shown
 * @param from the value to start with
 */
export function showProgress(unit: 'bytes' | 'messages', total: number, from = 0): Progress {
  if (process.stderr.isTTY !== true || total === 0) return { at() {}, end() {} }
  const text = unit === 'bytes' ? bytesText : countText
  const began = performance.now()
  const bar = new SingleBar({
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: BAR_COLUMNS,
    format: (options, { progress, value }) => {
      const rate = (value - from) / Math.max((performance.now() - began) / 1_000, 0.001)
      const left = rate > 0 ? Format.TimeFormat(Math.ceil((total - value) / rate), options, 1) : '?'
      const percent = String(Math.floor(progress * 100)).padStart(3)
      const bars = Format.BarFormat(progress, options)
      return `${bars} ${percent} % | ${text(value)} of ${text(total)} | ${text(Math.round(rate))}/s | ${left} left`
    },
  })
  bar.start(total, from)
  return { at: (done) => bar.update(Math.min(done, total)), end: () => bar.stop() }
}
