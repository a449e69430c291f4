import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type FolderLock, lockFolder } from '../../src/state/folder-lock.js'
import { folderWith } from '../config/folder.js'

function lock(folder: string): Promise<FolderLock> {
  return lockFolder(folder, () => new Error('in use'))
}

it('of many that lock a folder at the same time, at most one succeeds', async () => {
  const folder = folderWith({})
  for (let round = 0; round < 20; round++) {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lock(folder)))
    const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
    expect(locks.length).toBeLessThanOrEqual(1)
    for (const each of locks) await each.release()
  }
  expect(await readdir(folder)).toEqual([])
})

it('a folder is locked under all of its paths, until the lock is released', async () => {
  const parent = folderWith({})
  const folder = join(parent, 'long-'.repeat(30))
  await mkdir(folder)
  const link = join(parent, 'link')
  await symlink(folder, link, 'junction')
  const first = await lock(folder)
  await expect(lock(link)).rejects.toThrow('in use')
  await first.release()
  const again = await lock(link)
  await expect(lock(folder)).rejects.toThrow('in use')
  await again.release()
})
