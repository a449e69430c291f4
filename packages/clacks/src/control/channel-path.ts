import { hash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { stateFolderOf } from '../config/resolve/state-folder.js'
import { ClacksError } from '../errors.js'

/**
 * The maximum length of a socket path: 104 bytes with the terminator on macOS and BSD (`sun_path`).
 */
const MAX_SOCKET_PATH = 103

/**
 * The path of the control channel: `.clacks/control.sock` next to the config. If that path is too
 * long, and for a node without a config, the socket is in a private folder in the temporary
 * directory. On Windows it is a named pipe.
 *
 * @param config the absolute path of the config file; undefined for a node without one
 * @param folder the working directory, used for a node without a config
 */
export function channelPath(config: string | undefined, folder: string): string {
  const base = config === undefined ? folder : stateFolderOf(config)
  const name = hash('sha256', base).slice(0, 32)
  if (process.platform === 'win32') return `\\\\.\\pipe\\clacks-${name}`
  const socket = join(base, 'control.sock')
  if (config !== undefined && Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return socket
  return join(userFolder(), `${name}.sock`)
}

function userFolder(): string {
  return join(tmpdir(), `clacks-${userInfo().uid}`)
}

/**
 * Creates the folder of a channel if it does not exist.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL_LISTEN if the folder in the temporary directory is
 *   accessible to other users, who may have created it
 */
export function makeChannelFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (folder !== userFolder()) return
  const { uid, mode } = lstatSync(folder)
  if (uid === userInfo().uid && (mode & 0o077) === 0) return
  throw new ClacksError('ERR_CLACKS_CONTROL_LISTEN', `Other users can access the folder ${folder}.`)
}
