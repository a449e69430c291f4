import { hash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { stateFolderOf } from '../config/resolve/state-folder.js'
import { ClacksError } from '../errors.js'

/** Bytes of the path of a socket: 104 on macOS and the BSDs, the end included (sys/un.h, `sun_path`). */
const MAX_SOCKET_PATH = 103

/**
 * Where the control channel of a node is: `.clacks/control.sock` beside its config; where that path is too long, or there is no
 * config, in a folder of the user below that for temporary files. On Windows it is a named pipe.
 *
 * @param config the config file, as an absolute path; undefined for a node without one
 * @param folder the working directory, for a node without config
 */
export function channelPath(config: string | undefined, folder: string): string {
  const kept = config === undefined ? folder : stateFolderOf(config)
  const name = hash('sha256', kept).slice(0, 32)
  if (process.platform === 'win32') return `\\\\.\\pipe\\clacks-${name}`
  const beside = join(kept, 'control.sock')
  if (config !== undefined && Buffer.byteLength(beside) <= MAX_SOCKET_PATH) return beside
  return join(folderOfUser(), `${name}.sock`)
}

function folderOfUser(): string {
  return join(tmpdir(), `clacks-${userInfo().uid}`)
}

/**
 * Makes the folder of a channel where it is not there.
 * @throws ClacksError ERR_CLACKS_CONTROL_LISTEN where the folder below that for temporary files is not the user's alone: anybody
 *   can make one there
 */
export function makeChannelFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (folder !== folderOfUser()) return
  const { uid, mode } = lstatSync(folder)
  if (uid === userInfo().uid && (mode & 0o077) === 0) return
  throw new ClacksError('ERR_CLACKS_CONTROL_LISTEN', `The folder ${folder} is open to other users.`)
}
