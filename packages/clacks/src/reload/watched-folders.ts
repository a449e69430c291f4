import { lstat, readlink, stat } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'

/** A path with more links than this is a circle. */
const MAX_LINKS = 40

/**
 * The folders in which a change can give a path another content: that of the file, and that of each
 * link on the way to it. Kubernetes replaces a folder behind a link (`..data`) and leaves the file
 * and its own link as they are; deployments do the same with `current`. A folder that does not
 * exist is replaced by the nearest one that does.
 */
export async function foldersOf(file: string): Promise<readonly string[]> {
  const folders = new Set<string>([await nearestFolder(dirname(file))])
  let links = 0
  let remaining = segmentsOf(file)
  let path = parse(file).root
  while (remaining.length > 0) {
    const [segment = '', ...rest] = remaining
    const next = join(path, segment)
    const found = await lstat(next).catch(() => undefined)
    if (found === undefined) break
    if (!found.isSymbolicLink()) {
      remaining = rest
      path = next
      continue
    }
    if (++links > MAX_LINKS) break
    folders.add(path)
    const written = await readlink(next).catch(() => undefined)
    // The link was removed or replaced meanwhile, which its folder reports.
    if (written === undefined) break
    const target = resolve(path, written)
    path = parse(target).root
    remaining = [...segmentsOf(target), ...rest]
  }
  folders.add(await nearestFolder(remaining.length > 0 ? path : dirname(path)))
  return [...folders]
}

/**
 * What tells two versions of a file apart. A file that was replaced has another number, one that
 * was written has another time.
 */
export async function versionOf(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return 'none'
  }
}

/** What tells a folder from another one that is created in its place. */
export async function identityOf(folder: string): Promise<string> {
  try {
    const { dev, ino, birthtimeNs } = await stat(folder, { bigint: true })
    return [dev, ino, birthtimeNs].join(' ')
  } catch {
    return 'none'
  }
}

function segmentsOf(path: string): readonly string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((segment) => segment !== '')
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined)
  return found?.isDirectory() || dirname(folder) === folder ? folder : nearestFolder(dirname(folder))
}
