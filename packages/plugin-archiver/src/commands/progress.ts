import cliProgress from 'cli-progress'
import { bytesText, countText } from './amounts.js'

const { Format, SingleBar } = cliProgress

/** All of it fits a terminal of 80 columns. */
const BAR_COLUMNS = 20

/**
 * Shows how far a long work is, with rate and time left, on standard error; nothing where that is
 * no terminal.
 */
export interface Progress {
  /** @param done how much in all */
  at(done: number): void
  end(): void
}

/**
 * @param unit of what is counted
 * @param total where it is known
 * @param from what was done before, of all
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
