import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { folderWith } from '../../../config/folder.js'
import { clacks } from '../../command.js'

it.runIf(process.platform !== 'win32')(
  'clacks start notifies systemd when it is ready, alive and stopping',
  async () => {
    const folder = folderWith({
      'clacks.config.json': { port: 0 },
      'bin/systemd-notify': '#!/bin/sh\necho "$1 $NOTIFY_SOCKET" >> "$NOTIFIED"\n',
    })
    chmodSync(join(folder, 'bin/systemd-notify'), 0o755)
    const file = join(folder, 'notified')
    const node = clacks(['start', '--json'], folder, {
      PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
      NOTIFY_SOCKET: '/run/of/systemd',
      NOTIFIED: file,
      WATCHDOG_USEC: '200000',
    })
    const notified = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
    await vi.waitFor(() => expect(notified()).toContain('WATCHDOG=1 /run/of/systemd\n'), 20_000)
    expect(notified()).toMatch(/^READY=1 \/run\/of\/systemd\n/)
    expect((await node.end('SIGTERM')).code).toBe(0)
    // The program may outlive the node.
    await vi.waitFor(() => expect(notified()).toContain('STOPPING=1 /run/of/systemd\n'), 20_000)
    expect(node.log.trim()).toBe('')
  },
)
