import { access, rename, rm } from 'node:fs/promises'
import { hasCode } from './disk.js'

/**
 * Renames `file` to `file.1`, `file.1` to `file.2`, and so on up to `file.<keep>`. Removes older
 * files. If it is interrupted, nothing is lost, and the next call continues.
 */
export async function rotate(file: string, keep: number): Promise<void> {
  const old = (number: number): string => `${file}.${number}`
  for (let number = keep + 1; await exists(old(number)); number++) await rm(old(number), { force: true })
  if (keep === 0) return rm(file, { force: true })
  let free = 1
  while (free < keep && (await exists(old(free)))) free++
  for (let number = free; number > 1; number--) await move(old(number - 1), old(number))
  await move(file, old(1))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (thrown) {
    // Another process has moved it.
    if (!hasCode(thrown, 'ENOENT')) throw thrown
  }
}
