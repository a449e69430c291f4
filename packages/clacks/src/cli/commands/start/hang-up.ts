import { isatty } from 'node:tty'

const STANDARD_STREAMS = [0, 1, 2]

/**
 * Listens for SIGHUP. It asks for a reload of the config, as for other servers, unless it says
 * that the terminal of the node is gone.
 */
export function onHangUp(reload: () => void, stop: () => void): void {
  const hadTerminal = STANDARD_STREAMS.some(isatty)
  process.on('SIGHUP', () => {
    if (hadTerminal && !STANDARD_STREAMS.some(isatty)) stop()
    else reload()
  })
}
