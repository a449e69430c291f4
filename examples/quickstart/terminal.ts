import { setTimeout as sleep } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import type { Surface } from './screen.js'

/** How long the last frame stays before the summary is printed. */
const LAST_FRAME_MS = 1_000

/** Draws on the terminal, each frame in the place of the one before. */
export function terminal(): Surface {
  const { stdout } = process
  const write = createLogUpdate(stdout, { showCursor: false })
  return {
    get columns() {
      return stdout.columns
    },
    get rows() {
      return stdout.rows
    },
    draw: (frame) => write(frame),
    async close({ kind }) {
      if (kind === 'done') await sleep(LAST_FRAME_MS)
      write.done()
    },
  }
}
