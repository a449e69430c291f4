import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * The maximum length of a socket path: 104 bytes with the terminator on macOS and BSD (`sun_path`).
 */
const MAX_SOCKET_PATH = 103

/**
 * Calls `use` with a path of the same socket that is short enough for the system. A longer one is
 * reached through a link in a temporary folder, which is removed again at once: the socket stays
 * where it belongs, and programs find it whatever their temporary folder is.
 *
 * @param path an absolute path in an existing folder
 * @param use binds or connects synchronously
 * @throws Error if no temporary folder can be written
 */
export function withShortPath<Result>(path: string, use: (short: string) => Result): Result {
  if (process.platform === 'win32' || Buffer.byteLength(path) <= MAX_SOCKET_PATH) return use(path)
  const folder = temporaryFolder(basename(path))
  try {
    const link = join(folder, 'l')
    symlinkSync(dirname(path), link)
    return use(join(link, basename(path)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function temporaryFolder(name: string): string {
  const failures: unknown[] = []
  for (const place of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const prefix = join(place, 'clacks-')
    if (Buffer.byteLength(`${prefix}XXXXXX/l/${name}`) > MAX_SOCKET_PATH) continue
    try {
      return mkdtempSync(prefix)
    } catch (thrown) {
      failures.push(thrown)
    }
  }
  throw new AggregateError(failures, `no temporary folder can be written for a link to ${name}`)
}
