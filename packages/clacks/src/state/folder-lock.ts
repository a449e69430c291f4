import { hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { ClacksError, hasCode } from '../errors.js'
import { withShortPath } from './short-path.js'
import { realPath } from './state-folder.js'

/** Exclusive use of a folder. */
export interface FolderLock {
  release(): Promise<void>
}

const NAME = /^lock-[0-9a-f]{8}$/

/**
 * Locks a folder for this process. A lock is a socket that listens in the folder, so the operating
 * system releases it when the process ends, however it ends: there is no stale lock to judge by its
 * age or by a process id, and symbolic links to the folder do not matter.
 *
 * Names are never reused. Each process first listens, then looks at the other sockets: of two
 * processes at least one sees the other.
 *
 * @param folder an existing folder
 * @param inUse the error if another process, or another part of this one, has the lock
 * @throws Error of the system if the folder cannot hold a socket
 */
export async function lockFolder(folder: string, inUse: () => Error): Promise<FolderLock> {
  return process.platform === 'win32' ? lockPipe(folder, inUse) : lockSocket(folder, inUse)
}

async function lockSocket(folder: string, inUse: () => Error): Promise<FolderLock> {
  const name = `lock-${randomBytes(4).toString('hex')}`
  const path = join(folder, name)
  const server = createServer((socket) => socket.destroy()).unref()
  const release = async (): Promise<void> => {
    await rm(path, { force: true })
    server.close()
  }
  await listen(server, path)
  try {
    await removeDead(folder, name, inUse)
    // Another process may have seen this socket before it listened, and removed it.
    if (!existsSync(path)) throw inUse()
  } catch (thrown) {
    await release()
    throw thrown
  }
  return { release }
}

/** Removes the sockets of processes that have ended. */
async function removeDead(folder: string, own: string, inUse: () => Error): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === own || !NAME.test(name)) continue
    const path = join(folder, name)
    if (await isListening(path)) throw inUse()
    await rm(path, { force: true })
  }
}

/** The pipes of Windows are exclusive, and end with their process. */
async function lockPipe(folder: string, inUse: () => Error): Promise<FolderLock> {
  const name = hash('sha256', realPath(folder).toLowerCase()).slice(0, 32)
  const server = createServer((socket) => socket.destroy()).unref()
  try {
    await listen(server, `\\\\.\\pipe\\clacks-lock-${name}`)
  } catch (thrown) {
    throw hasCode(thrown, 'EADDRINUSE') ? inUse() : thrown
  }
  return {
    release: async () => {
      server.close()
    },
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening')
  withShortPath(path, (short) => server.listen(short))
  await listening
}

/** Whether a process listens at the path of a socket. */
export async function isListening(path: string): Promise<boolean> {
  const socket = withShortPath(path, (short) => createConnection(short))
  try {
    await once(socket, 'connect')
    return true
  } catch (thrown) {
    // A socket that may not be used, such as another user's, is not dead.
    return !hasCode(thrown, 'ECONNREFUSED', 'ENOENT')
  } finally {
    socket.destroy()
  }
}

/** The error of a second node with the same state. */
export function stateInUse(folder: string): ClacksError {
  return new ClacksError('ERR_CLACKS_STATE_IN_USE', `Another node uses the state folder ${folder}.`)
}
