import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { systemClock } from '../../clock.js'
import { findConfig } from '../../config/find/find.js'
import { ClacksError, reasonOf } from '../../errors.js'
import { channelPath } from '../channel-path.js'
import { Connection } from './client-connection.js'
import { Control } from './control.js'

/** How a running node is found. */
export interface ConnectOptions {
  /** The config that the node runs on. Default: the nearest one upwards from `cwd`, as `clacks start` finds it. */
  readonly config?: string
  /** The folder to search from, and where a relative path starts. Default: the working directory. */
  readonly cwd?: string
}

/** Milliseconds in which a node says hello. */
const HELLO_MS = 5_000

/**
 * Connects to the control channel of a node that runs on this machine. Close what is returned, or use `await using`.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL_UNREACHABLE where no node runs there, ERR_CLACKS_CONTROL_DENIED, ERR_CLACKS_CONTROL
 *   where the node speaks another version
 * @example
 * const control = await connect({ config: './clacks.config.ts' })
 * console.log((await control.status()).statistics.queued)
 * await control.close()
 */
export async function connect({ config, cwd = process.cwd() }: ConnectOptions = {}): Promise<Control> {
  const file = config === undefined ? await findConfig(cwd) : resolve(cwd, config)
  const of = file === undefined ? `without a config in ${cwd}` : `on ${file}`
  const connection = new Connection(await open(channelPath(file, cwd), of))
  const cancel = systemClock.after(HELLO_MS, () => {
    connection.fail(new ClacksError('ERR_CLACKS_CONTROL_UNREACHABLE', `The node ${of} does not answer.`))
  })
  try {
    return new Control(connection, await connection.hello)
  } finally {
    cancel()
  }
}

async function open(path: string, of: string): Promise<Socket> {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
    return socket
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EACCES' || code === 'EPERM')
      throw new ClacksError('ERR_CLACKS_CONTROL_DENIED', `${path} may not be used.`, { cause })
    const why = code === 'ENOENT' || code === 'ECONNREFUSED' ? `nobody listens at ${path}` : reasonOf(cause)
    throw new ClacksError('ERR_CLACKS_CONTROL_UNREACHABLE', `No node runs ${of}: ${why}.`, { cause })
  }
}
