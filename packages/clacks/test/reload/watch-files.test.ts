import { EventEmitter } from 'node:events'
import { type FSWatcher, type PathLike, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { watchFiles } from '../../src/reload/watch-files.js'
import { foldersOf } from '../../src/reload/watched-folders.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'
import { folderWith, write } from '../config/folder.js'
import { Changes } from '../node/changes.js'

async function watching(files: readonly string[]) {
  let seen = 0
  const changes = new Changes()
  const watch = await watchFiles(files, {
    clock: systemClock,
    changed: () => {
      seen++
      changes.notify()
    },
    polls: (reason) => {
      throw new Error(reason)
    },
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

it('sees a new version behind a link, as Kubernetes flips it, again and again', async () => {
  const folder = folderWith({ '..v1/a.json': '1' })
  symlinkSync('..v1', join(folder, '..data'))
  symlinkSync('..data/a.json', join(folder, 'a.json'))
  const { next } = await watching([join(folder, 'a.json')])
  for (const version of ['..v2', '..v3', '..v4']) {
    write(folder, { [`${version}/a.json`]: version })
    const flipped = next()
    symlinkSync(version, join(folder, '..new'))
    renameSync(join(folder, '..new'), join(folder, '..data'))
    rmSync(join(folder, version === '..v2' ? '..v1' : '..v2'), { recursive: true, force: true })
    await flipped
  }
})

it('sees an edit in a folder behind a link, and that link moved', async () => {
  const folder = folderWith({ 'releases/1/a.json': '1', 'releases/2/a.json': '2' })
  symlinkSync('releases/1', join(folder, 'current'))
  const { next } = await watching([join(folder, 'current/a.json')])
  const written = next()
  writeFileSync(join(folder, 'releases/1/a.json'), 'edited')
  await written
  const moved = next()
  symlinkSync('releases/2', join(folder, 'new'))
  renameSync(join(folder, 'new'), join(folder, 'current'))
  await moved
})

it('sees a folder that is taken away and made anew', async () => {
  const folder = folderWith({ 'deep/er/a.json': '1' })
  const { next } = await watching([join(folder, 'deep/er/a.json')])
  for (let round = 0; round < 2; round++) {
    const gone = next()
    rmSync(join(folder, 'deep'), { recursive: true })
    await gone
    const back = next()
    write(folder, { 'deep/er/a.json': '2' })
    await back
    const written = next()
    write(folder, { 'deep/er/a.json': `round ${round}` })
    await written
  }
})

it('looks from time to time where nothing can be watched, and says so once', async () => {
  const folder = folderWith({ 'a.json': '1', 'b/b.json': '1' })
  const clock = new VirtualClock()
  const reasons: string[] = []
  const changes = new Changes()
  let seen = 0
  const watch = await watchFiles([join(folder, 'a.json'), join(folder, 'b/b.json')], {
    clock,
    changed: () => {
      seen++
      changes.notify()
    },
    polls: (reason) => reasons.push(reason),
    watch: () => {
      throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), {
        code: 'ENOSPC',
      })
    },
  })
  onTestFinished(() => watch.close())
  for (const text of ['2', '3']) {
    const before = seen
    write(folder, { 'b/b.json': `edited ${text}` })
    await clock.advance('2s')
    await changes.until('the edit is seen', () => seen > before)
  }
  expect(reasons).toEqual(['ENOSPC: System limit for number of file watchers reached'])
})

it('has nothing to wait for where there is nothing to watch', async () => {
  const { count } = await watching([])
  expect(count()).toBe(0)
})

it('finds the folders of a link that is removed and created all the time', async () => {
  const folder = folderWith({ '1/a.json': '1' })
  const link = join(folder, 'current')
  let found = 0
  let isThere = false
  const replacing = setInterval(() => {
    if (isThere) rmSync(link)
    else symlinkSync('1', link)
    isThere = !isThere
  }, 0)
  onTestFinished(() => clearInterval(replacing))
  while (found < 2_000) {
    const folders = await Promise.all(Array.from({ length: 20 }, () => foldersOf(join(link, 'a.json'))))
    for (const each of folders) expect(each).toContain(folder)
    found += folders.length
  }
})

it('follows other files while it checks the previous ones', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `a/long/way/down/to/the/files/${index}.json`)
  const folder = folderWith({ ...Object.fromEntries(names.map((name) => [name, '1'])), 'b/b.json': '1' })
  const files = names.map((name) => join(folder, name))
  const watched = new Set<string>()
  let touch = (): void => {}
  let due = (): void => {}
  const watch = await watchFiles(files, {
    clock: {
      ...systemClock,
      after: (_, task) => {
        due = task
        return () => {}
      },
    },
    changed: () => {},
    polls: (reason) => {
      throw new Error(reason)
    },
    watch: (path: PathLike, _options: unknown, listener?: unknown) => {
      if (typeof listener === 'function') touch = () => listener()
      const watcher = new EventEmitter() as FSWatcher
      watcher.close = () => void watched.delete(String(path))
      watched.add(String(path))
      return watcher
    },
  })
  onTestFinished(() => watch.close())
  touch()
  due()
  await nextTurn()
  await watch.follow([join(folder, 'b/b.json')])
  for (let round = 0; round < 3; round++) await Promise.all(files.map(foldersOf))
  expect([...watched]).toContain(join(folder, 'b'))
})
