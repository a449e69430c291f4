import { execFile } from 'node:child_process'
import { type Cancel, type Clock, every } from '../../../clock.js'
import { reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'

/** Reports the state of a node to the service manager that started it. */
export interface ServiceManager {
  /** The node runs. From now on the watchdog is notified, if the unit has one. */
  ready(): void
  /** The node is stopping. */
  stopping(): void
}

/**
 * The protocol of sd_notify(3). Node.js cannot send datagrams to a Unix socket, so the program
 * `systemd-notify` does. Its messages are from another process: the unit needs `NotifyAccess=all`.
 * Does nothing if there is no `NOTIFY_SOCKET`.
 */
export function serviceManager(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  log: Log,
): ServiceManager {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = environment
  if (!NOTIFY_SOCKET) return { ready() {}, stopping() {} }
  let stopWatchdog: Cancel = () => {}
  let hasFailed = false
  const notify = (state: string): void => {
    execFile('systemd-notify', [state], { timeout: TIMEOUT_MS }, (error) => {
      if (error === null || hasFailed) return
      hasFailed = true
      log.warn(`The service manager was not notified: ${reasonOf(error)}`)
    })
  }
  return {
    ready() {
      notify('READY=1')
      const isMine = !WATCHDOG_PID || WATCHDOG_PID === String(process.pid)
      const milliseconds = Number(WATCHDOG_USEC) / 1000
      // systemd recommends half of the limit.
      if (isMine && milliseconds > 0)
        stopWatchdog = every(clock, milliseconds / 2, () => notify('WATCHDOG=1'))
    },
    stopping() {
      stopWatchdog()
      notify('STOPPING=1')
    },
  }
}

const TIMEOUT_MS = 5_000
