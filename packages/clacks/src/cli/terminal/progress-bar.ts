import cliProgress from 'cli-progress'
import { type Clock, systemClock } from '../../clock.js'

/** Shows how much of a long input has been processed. */
export interface Progress {
  /** @param bytes read since the last call @param messages sent in total */
  advance(bytes: number, messages: number): void
  /** Removes the bar. */
  end(): void
}

/** Short inputs show no bar. */
const DELAY_MS = 300
const BAR_COLUMNS = 20

/**
 * Creates a progress bar. It shows nothing if the stream is not a terminal.
 *
 * @param total bytes of the input; undefined if unknown, for a count without a bar
 */
export function progressBar(
  stream: NodeJS.WriteStream | undefined,
  total: number | undefined,
  clock: Clock = systemClock,
): Progress {
  if (stream?.isTTY !== true) return { advance() {}, end() {} }
  const start = clock.monotonic()
  let read = 0
  let sent = 0
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: BAR_COLUMNS,
    format: (options, { progress }) => {
      const rate = Math.round((sent * 1000) / (clock.monotonic() - start))
      const counts = `${sent} messages | ${rate}/s`
      if (total === undefined) return counts
      const percent = String(Math.floor(progress * 100)).padStart(3)
      return `${cliProgress.Format.BarFormat(progress, options)} ${percent} % | ${counts}`
    },
  })
  return {
    advance(bytes, messages) {
      read += bytes
      sent = messages
      if (bar.isActive) bar.update(read)
      else if (clock.monotonic() - start >= DELAY_MS) bar.start(total ?? Number.MAX_SAFE_INTEGER, read)
    },
    end() {
      bar.stop()
    },
  }
}
