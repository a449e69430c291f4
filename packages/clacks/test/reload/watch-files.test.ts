import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { watchFiles } from '../../src/reload/watch-files.js'
import { folderWith } from '../config/folder.js'
import { Changes } from '../node/changes.js'

async function watching(files: readonly string[]) {
  let seen = 0
  const changes = new Changes()
  const watch = await watchFiles(files, systemClock, () => {
    seen++
    changes.notify()
  })
  onTestFinished(() => watch.close())
  const next = async (): Promise<void> => {
    const before = seen
    await changes.until('an edit is seen', () => seen > before)
  }
  return { watch, next, count: () => seen }
}

it('sees a file that is written, replaced (as editors do) again and again, taken away and made anew', async () => {
  const folder = folderWith({ 'a.json': '1' })
  const file = join(folder, 'a.json')
  const { next } = await watching([file])
  for (let edit = 0; edit < 3; edit++) {
    const written = next()
    writeFileSync(file, `written ${edit}`)
    await written
    const replaced = next()
    writeFileSync(`${file}.new`, `replaced ${edit}`)
    renameSync(`${file}.new`, file)
    await replaced
  }
  const gone = next()
  rmSync(file)
  await gone
  const back = next()
  writeFileSync(file, 'back')
  await back
})

it('sees what happens at once as one edit, and only in the files that it follows', async () => {
  const folder = folderWith({ 'a.json': '1', 'b.json': '1', 'other.json': '1' })
  const [a, b] = [join(folder, 'a.json'), join(folder, 'b.json')]
  const { watch, next, count } = await watching([a])
  const edit = next()
  for (let write = 0; write < 20; write++) writeFileSync(a, `${write}`)
  await edit
  expect(count()).toBe(1)
  await watch.follow([b])
  const before = count()
  const other = next()
  writeFileSync(join(folder, 'other.json'), '2')
  writeFileSync(a, 'not followed any more')
  writeFileSync(b, '2')
  await other
  expect(count()).toBe(before + 1)
})

it('has nothing to wait for where there is nothing to watch', async () => {
  const { count } = await watching([])
  expect(count()).toBe(0)
})
