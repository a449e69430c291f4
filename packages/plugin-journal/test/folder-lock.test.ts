import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from '../src/folder-lock.js'
import { temporaryFolder } from './temporary-folder.js'

it('of many that lock a folder at the same time, at most one succeeds', async () => {
  const folder = await temporaryFolder()
  for (let round = 0; round < 20; round++) {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)))
    const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
    expect(locks.length).toBeLessThanOrEqual(1)
    for (const lock of locks) await lock.release()
  }
  expect(await readdir(folder)).toEqual([])
})

it('a folder is locked under all of its paths, until the lock is released', async () => {
  const parent = await temporaryFolder()
  const folder = join(parent, 'long-'.repeat(30))
  await mkdir(folder)
  const link = join(parent, 'link')
  await symlink(folder, link, 'junction')
  const lock = await lockFolder(folder)
  await expect(lockFolder(link)).rejects.toThrow(/The journal .* is in use/)
  await lock.release()
  const again = await lockFolder(link)
  await expect(lockFolder(folder)).rejects.toThrow(/is in use/)
  await again.release()
})
