import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { renameSync, rmSync, unlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { ClacksError, hasCode, isClacksError, reasonOf } from '../../errors.js'
import { isListening } from '../../state/folder-lock.js'
import { withShortPath } from '../../state/short-path.js'
import { makeStateFolder } from '../../state/state-folder.js'
import { type AllCalls, type Methods, Session } from './session.js'

/** The limit of concurrent connections: this is not a public service. */
const MAX_CONNECTIONS = 64

/** An open control channel. */
export interface ControlServer {
  readonly path: string
  /** Closes all connections and removes the socket. */
  close(): Promise<void>
}

/**
 * Opens the control channel of a node. On Unix only the owner can use the socket (mode 600).
 * Replaces the socket of a dead node.
 *
 * @throws ClacksError ERR_CLACKS_CONTROL_IN_USE if a running node answers there;
 * ERR_CLACKS_CONTROL_LISTEN
 */
export async function openControl(path: string, methods: Methods): Promise<ControlServer> {
  const sessions = new Set<Session>()
  const calls: AllCalls = { count: 0 }
  const server = createServer((socket) => {
    const session = new Session(socket, methods, calls)
    sessions.add(session)
    socket.on('close', () => sessions.delete(session))
  })
  server.maxConnections = MAX_CONNECTIONS
  try {
    if (process.platform !== 'win32') makeStateFolder(dirname(path))
    await listen(server, path)
  } catch (thrown) {
    if (!hasCode(thrown, 'EADDRINUSE')) throw cannotOpen(path, thrown)
    await takeOver(server, path)
  }
  return {
    path,
    async close() {
      for (const session of sessions) session.end()
      // Node removes the socket only if it was bound under its own path.
      if (process.platform !== 'win32') rmSync(path, { force: true })
      server.close()
      await once(server, 'close')
    },
  }
}

/** Replaces the socket of a dead node. If several nodes try at the same time, one succeeds. */
async function takeOver(server: Server, path: string): Promise<void> {
  if (await isListening(path)) throw inUse(path)
  // Rename and check again: another node may have replaced it since.
  const aside = join(dirname(path), randomBytes(4).toString('hex'))
  try {
    renameSync(path, aside)
    if (await isListening(aside)) {
      renameSync(aside, path)
      throw inUse(path)
    }
    unlinkSync(aside)
    await listen(server, path)
  } catch (thrown) {
    const lostRace = hasCode(thrown, 'ENOENT', 'EADDRINUSE')
    throw lostRace ? inUse(path) : cannotOpen(path, thrown)
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening')
  // listen() creates the socket. It must never be accessible to others, not even for a moment.
  const mask = process.umask(0o177)
  try {
    withShortPath(path, (short) => server.listen(short))
  } finally {
    process.umask(mask)
  }
  await listening
}

function inUse(path: string): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_CONTROL_IN_USE',
    `A node is already running with this state: it answers at ${path}.`,
  )
}

function cannotOpen(path: string, cause: unknown): ClacksError {
  if (isClacksError(cause)) return cause
  return new ClacksError(
    'ERR_CLACKS_CONTROL_LISTEN',
    `The control channel cannot be opened at ${path}: ${reasonOf(cause)}.`,
    { cause },
  )
}
