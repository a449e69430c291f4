import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { systemClock } from '../../clock.js'
import { findStateFolder } from '../../config/resolve/find-state-folder.js'
import { ClacksError, hasCode, reasonOf } from '../../errors.js'
import { withShortPath } from '../../state/short-path.js'
import { channelPath } from '../channel-path.js'
import { Connection } from './client-connection.js'
import { Control } from './control.js'

/** Which node to connect to. */
export interface ConnectOptions {
  /** The config of the node. Default: the one that `clacks start` would use in `cwd`. */
  readonly config?: string | undefined
  /** The folder to search from and to resolve `config` against. Default: the working directory. */
  readonly cwd?: string | undefined
}

/** The time limit for the first line of the node. */
const HELLO_MS = 5_000

/**
 * Connects to the control channel of a node on this machine. Close the returned client, or use
 * `await using`.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL_UNREACHABLE if no node is running,
 *   ERR_CLACKS_CONTROL_DENIED, ERR_CLACKS_CONTROL if the node uses another protocol version
 * @example
 * const control = await connect({ config: './clacks.config.ts' })
 * console.log((await control.status()).statistics.queued)
 * await control.close()
 */
export async function connect({ config, cwd = process.cwd() }: ConnectOptions = {}): Promise<Control> {
  const { file, stateFolder } = await findStateFolder(config, cwd)
  const target = file === undefined ? `without a config in ${cwd}` : `with the config ${file}`
  const connection = new Connection(await open(channelPath(stateFolder), target))
  const cancel = systemClock.after(HELLO_MS, () => {
    connection.fail(new ClacksError('ERR_CLACKS_CONTROL_UNREACHABLE', `The node ${target} does not respond.`))
  })
  try {
    return new Control(connection, await connection.hello)
  } finally {
    cancel()
  }
}

async function open(path: string, target: string): Promise<Socket> {
  try {
    const socket = withShortPath(path, (short) => createConnection(short))
    await once(socket, 'connect')
    return socket
  } catch (cause) {
    if (hasCode(cause, 'EACCES', 'EPERM'))
      throw new ClacksError('ERR_CLACKS_CONTROL_DENIED', `No permission to connect to ${path}.`, { cause })
    const why = hasCode(cause, 'ENOENT', 'ECONNREFUSED') ? `nothing listens on ${path}` : reasonOf(cause)
    throw new ClacksError('ERR_CLACKS_CONTROL_UNREACHABLE', `No node is running ${target}: ${why}.`, {
      cause,
    })
  }
}
