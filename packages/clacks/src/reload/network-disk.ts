import { statfs } from 'node:fs/promises'

/**
 * The types of file systems (`statfs`, see linux/magic.h) on which other machines write: NFS, SMB,
 * CIFS, 9p, FUSE, Ceph and AFS. The kernel does not report those changes.
 */
const TYPES: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x65735546, 0x00c36400, 0x5346414f,
])

/** Whether a folder is on a disk whose changes are not all reported. */
export async function isOnNetwork(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  try {
    const { type } = await statfs(folder)
    return TYPES.has(type >>> 0)
  } catch {
    return false
  }
}
