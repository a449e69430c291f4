import { hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf, reasonOf } from './error-text.js'
import { journalError } from './journal-error.js'

/** Exclusive use of a folder. */
export interface FolderLock {
  release(): Promise<void>
}

const NAME = /^lock-[0-9a-f]{8}$/
/** Bytes of the path of a socket on macOS and the BSDs, without the final zero. */
const MAX_SOCKET_PATH = 103

/**
 * Locks a folder for this process. A lock is a socket that listens in the folder, so the operating
 * system releases it when the process ends, however it ends: there is no stale lock to judge by its
 * age or by a process id, and symbolic links to the folder do not matter.
 *
 * Names are never reused. Each process first listens, then looks at the other sockets: of two
 * processes at least one sees the other.
 *
 * @throws ClacksError ERR_CLACKS_JOURNAL if another process, or another journal of this process,
 * has the lock
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  return process.platform === 'win32' ? lockPipe(folder) : lockSocket(folder)
}

async function lockSocket(folder: string): Promise<FolderLock> {
  const name = `lock-${randomBytes(4).toString('hex')}`
  const server = createServer((socket) => socket.destroy()).unref()
  const release = async (): Promise<void> => {
    server.close()
    await rm(join(folder, name), { force: true })
  }
  await withShortPath(folder, name.length, async (short) => {
    await listen(server, join(short, name), folder)
    try {
      await removeDead(folder, short, name)
      // Another process may have seen this socket before it listened, and removed it.
      if (!existsSync(join(folder, name))) throw inUse(folder)
    } catch (thrown) {
      await release()
      throw thrown
    }
  })
  return { release }
}

/** Removes the sockets of processes that have ended. */
async function removeDead(folder: string, short: string, own: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === own || !NAME.test(name)) continue
    if (await isListening(join(short, name))) throw inUse(folder)
    await rm(join(folder, name), { force: true })
  }
}

/** Gives a path to the folder in which a socket with a name of this length fits. */
async function withShortPath(
  folder: string,
  nameLength: number,
  use: (short: string) => Promise<void>,
): Promise<void> {
  if (Buffer.byteLength(folder) + 1 + nameLength <= MAX_SOCKET_PATH) return use(folder)
  const temporary = await mkdtemp(join(tmpdir(), 'clacks-'))
  const link = join(temporary, 'l')
  try {
    await symlink(await realpath(folder), link)
    await use(link)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** The pipes of Windows are exclusive, and end with their process. */
async function lockPipe(folder: string): Promise<FolderLock> {
  const name = hash('sha256', (await realpath(folder)).toLowerCase()).slice(0, 32)
  const server = createServer((socket) => socket.destroy()).unref()
  await listen(server, `\\\\.\\pipe\\clacks-journal-${name}`, folder)
  return {
    release: async () => {
      server.close()
    },
  }
}

async function listen(server: Server, path: string, folder: string): Promise<void> {
  try {
    const listening = once(server, 'listening')
    server.listen(path)
    await listening
  } catch (cause) {
    if (codeOf(cause) === 'EADDRINUSE') throw inUse(folder, cause)
    throw journalError(`The journal ${folder} cannot be locked: ${reasonOf(cause)}`, cause)
  }
}

async function isListening(path: string): Promise<boolean> {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
    return true
  } catch (thrown) {
    // A socket that may not be used, as another user's, is not dead.
    return codeOf(thrown) !== 'ECONNREFUSED' && codeOf(thrown) !== 'ENOENT'
  } finally {
    socket.destroy()
  }
}

function inUse(folder: string, cause?: unknown): Error {
  return journalError(
    `The journal ${folder} is in use by another process, or by another node of this one. Stop that node, or give this one another \`folder\`.`,
    cause,
  )
}
