import { hash } from 'node:crypto'
import { join } from 'node:path'

/**
 * The path of the control channel: `control.sock` in the state folder of the node. On Windows it is
 * a named pipe.
 *
 * @param stateFolder see `stateFolderOf`
 */
export function channelPath(stateFolder: string): string {
  if (process.platform !== 'win32') return join(stateFolder, 'control.sock')
  return `\\\\.\\pipe\\clacks-${hash('sha256', stateFolder.toLowerCase()).slice(0, 32)}`
}
