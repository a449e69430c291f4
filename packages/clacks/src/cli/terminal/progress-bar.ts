import { createLogUpdate } from 'log-update'
import { type Clock, systemClock } from '../../clock.js'

/** Tells how far a long input has come. */
export interface Progress {
  /** So many more bytes were read, and so many messages sent altogether. */
  advance(bytes: number, messages: number): void
  /** Takes the bar away. */
  end(): void
}

/** Nothing is shown of what is done before. */
const PATIENCE_MS = 300
/** Milliseconds between two pictures. */
const PICTURE_MS = 50
const WIDTH = 24

/**
 * A bar on a terminal; nothing where it is none.
 *
 * @param total bytes of the input; undefined where that is not known
 */
export function progressBar(
  stream: NodeJS.WriteStream | undefined,
  total: number | undefined,
  clock: Clock = systemClock,
): Progress {
  if (stream?.isTTY !== true) return { advance: () => {}, end: () => {} }
  const draw = createLogUpdate(stream)
  const began = clock.elapsed()
  let read = 0
  let drawn = began + PATIENCE_MS
  return {
    advance(bytes, messages) {
      read += bytes
      const now = clock.elapsed()
      if (now < drawn) return
      drawn = now + PICTURE_MS
      const rate = Math.round((messages * 1000) / (now - began))
      draw(`${total === undefined ? '' : `${bar(read / total)}  `}${messages} messages, ${rate} a second`)
    },
    end() {
      draw.clear()
      draw.done()
    },
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * WIDTH)
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
}
