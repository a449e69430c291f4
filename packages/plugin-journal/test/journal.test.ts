import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Disk, localDisk } from '../src/disk.js'
import { encodeRecord } from '../src/record.js'
import { message, openJournal, transfersIn } from './open-journal.js'
import { DiskFull, SimulatedDisk } from './simulated-disk.js'
import { temporaryFolder } from './temporary-folder.js'

/**
 * Writes each message in its own record. Returns the bytes of the file, and where each record
 * begins.
 */
async function journalOf(folder: string, names: readonly string[]) {
  const { journal } = await openJournal(folder)
  for (const name of names) await journal.write([message(name)])
  await journal.close()
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.journal'))
  const bytes = await readFile(join(folder, file))
  let at = encodeRecord({ kind: 'head', version: 1, isBase: false }).length
  const begins = names.map((name) => {
    const begin = at
    at += encodeRecord({ kind: 'messages', messages: [message(name)] }).length
    return begin
  })
  expect(at).toBe(bytes.length)
  return { file: join(folder, file), name: file, bytes, begins }
}

describe('a journal', () => {
  it('restores the messages that were not removed, in order', async () => {
    const folder = await temporaryFolder()
    const first = await openJournal(folder)
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => first.journal.write([message(name)])))
    first.journal.remove('b')
    first.journal.writeSoon([message('e'), message('f')])
    first.journal.remove('e')
    await first.journal.close()
    const second = await openJournal(folder)
    expect([...second.journal.messages]).toEqual(['a', 'c', 'd', 'f'].map((name) => message(name)))
    await second.journal.write([message('g')])
    second.journal.remove('a')
    await second.journal.close()
    const third = await openJournal(folder)
    expect(transfersIn(third.journal)).toEqual(['c', 'd', 'f', 'g'])
    expect(third.journal.damages).toEqual([])
    await third.journal.close()
  })

  it('removes one of several equal messages', async () => {
    const folder = await temporaryFolder()
    const { journal } = await openJournal(folder)
    await journal.write([message('1', 'same'), message('2', 'same'), message('3', 'same')])
    journal.remove('2')
    await journal.close()
    const again = await openJournal(folder)
    expect([...again.journal.messages]).toEqual([message('1', 'same'), message('3', 'same')])
    await again.journal.close()
  })

  it('restores texts unchanged', async () => {
    const folder = await temporaryFolder()
    const { journal } = await openJournal(folder)
    const texts = [
      'é',
      '日本語',
      '😀',
      '\u0000',
      '\ud800',
      'x'.repeat(100_000),
      String.fromCharCode(0xff, 0x43, 0x4a, 0xff),
    ]
    await journal.write(texts.map((text, index) => message(`${index}`, text)))
    await journal.close()
    const again = await openJournal(folder)
    expect(Array.from(again.journal.messages, ({ json }) => JSON.parse(json))).toEqual(texts)
    await again.journal.close()
  })

  it('of a killed process, truncated at any byte of its last record, restores all others and reports the rest', async () => {
    const folder = await temporaryFolder()
    const { file, name, bytes, begins } = await journalOf(folder, ['a', 'b', 'c'])
    const last = begins[2] ?? 0
    for (let size = last; size < bytes.length; size++) {
      await writeFile(file, bytes.subarray(0, size))
      await rm(join(folder, 'closed.json'))
      const { journal } = await openJournal(folder)
      expect(transfersIn(journal)).toEqual(['a', 'b'])
      expect(journal.damages).toEqual(
        size === last ? [] : [{ file: name, at: last, bytes: size - last, isEnd: true }],
      )
      await journal.write([message('d')])
      await journal.close()
      const again = await openJournal(folder)
      expect([transfersIn(again.journal), again.journal.damages]).toEqual([['a', 'b', 'd'], []])
      await again.journal.close()
    }
  })

  it('that was closed, truncated at any byte, reports how much is missing', async () => {
    for (const [cut, readable] of [
      [1, 2],
      [30, 1],
      [62, 0],
    ] as const) {
      const folder = await temporaryFolder()
      const { file, name, bytes, begins } = await journalOf(folder, ['a', 'b', 'c'])
      await writeFile(file, bytes.subarray(0, bytes.length - cut))
      const { journal } = await openJournal(folder)
      const at = begins[readable] ?? 0
      expect(transfersIn(journal)).toEqual(['a', 'b'].slice(0, readable))
      expect(journal.damages).toEqual([{ file: name, at, bytes: bytes.length - at, isEnd: false }])
      expect(journal.ending).toMatchObject({ messages: 3 })
      await journal.write([message('d')])
      await journal.close()
      const again = await openJournal(folder)
      expect([transfersIn(again.journal), again.journal.damages]).toEqual([
        [...['a', 'b'].slice(0, readable), 'd'],
        [],
      ])
      await again.journal.close()
    }
  })

  it('that was closed, without its file, reports that it is missing', async () => {
    const folder = await temporaryFolder()
    const { file, name, bytes } = await journalOf(folder, ['a'])
    await rm(file)
    const { journal } = await openJournal(folder)
    expect(journal.damages).toEqual([{ file: name, at: 0, bytes: bytes.length, isEnd: false }])
    await journal.close()
  })

  it('that grew after the record of its close, as after a power failure, misses nothing', async () => {
    const folder = await temporaryFolder()
    await journalOf(folder, ['a'])
    const ending = await readFile(join(folder, 'closed.json'))
    const { journal } = await openJournal(folder)
    expect(await readdir(folder)).not.toContain('closed.json')
    await journal.write([message('b')])
    await journal.close()
    await writeFile(join(folder, 'closed.json'), ending)
    const again = await openJournal(folder)
    expect([transfersIn(again.journal), again.journal.damages]).toEqual([['a', 'b'], []])
    await again.journal.close()
  })

  it('knows that the record of its close is damaged', async () => {
    const folder = await temporaryFolder()
    await journalOf(folder, ['a'])
    await writeFile(join(folder, 'closed.json'), 'x')
    const { journal } = await openJournal(folder)
    expect(journal.ending).toBe('damaged')
    await journal.close()
  })

  it('with any bit flipped, reports the record and restores all others', async () => {
    const folder = await temporaryFolder()
    const names = ['a', 'b', 'c', 'd']
    const { file, name, bytes, begins } = await journalOf(folder, names)
    for (let bit = (begins[0] ?? 0) * 8; bit < bytes.length * 8; bit += 3) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await writeFile(file, flipped)
      const { journal } = await openJournal(folder)
      const hit = begins.findLastIndex((begin) => begin * 8 <= bit)
      const begin = begins[hit] ?? 0
      expect(transfersIn(journal)).toEqual(names.filter((_, index) => index !== hit))
      expect(journal.damages).toEqual([
        { file: name, at: begin, bytes: (begins[hit + 1] ?? bytes.length) - begin, isEnd: false },
      ])
      await journal.close()
    }
  })

  it('with one bit in every 4 KiB flipped in turn, loses at most one record', async () => {
    const folder = await temporaryFolder()
    const names = Array.from({ length: 3_000 }, (_, index) => `message-${index}`)
    const { journal: full } = await openJournal(folder)
    await Promise.all(names.map((name) => full.write([message(name)])))
    await full.close()
    const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.journal'))
    const file = join(folder, name)
    const bytes = await readFile(file)
    for (let page = 0; page < bytes.length; page += 4096) {
      const flipped = Buffer.from(bytes)
      const at = Math.min(page + (((page / 4096) * 997) % 4096), bytes.length - 1)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << ((page / 4096) % 8))
      await writeFile(file, flipped)
      const { journal } = await openJournal(folder)
      const kept = new Set(transfersIn(journal))
      const missing = names.filter((one) => !kept.has(one))
      expect(missing.length).toBeLessThanOrEqual(1)
      expect(journal.damages).toHaveLength(1)
      const [damage] = journal.damages
      expect(damage).toMatchObject({ file: name })
      if (damage === undefined) throw new Error('no damage')
      expect(damage.at <= at && at < damage.at + damage.bytes).toBe(true)
      await journal.close()
    }
  })

  it('reports damage once: the file is renamed, and a compacted one replaces it', async () => {
    const folder = await temporaryFolder()
    const { file, bytes, begins } = await journalOf(folder, ['a', 'b', 'c'])
    bytes[(begins[1] ?? 0) + 20] = 0
    await writeFile(file, bytes)
    const { journal } = await openJournal(folder)
    expect([transfersIn(journal), journal.damages.length]).toEqual([['a', 'c'], 1])
    await journal.write([message('d')])
    await journal.close()
    const again = await openJournal(folder)
    expect([transfersIn(again.journal), again.journal.damages]).toEqual([['a', 'c', 'd'], []])
    await again.journal.close()
    expect((await readdir(folder)).filter((one) => one.endsWith('.damaged'))).toHaveLength(1)
  })

  it('is compacted when most messages have left, and restores the others', async () => {
    const folder = await temporaryFolder()
    const { journal, compactionFailures } = await openJournal(folder, { compactAbove: 20_000 })
    for (let round = 0; round < 100; round++) {
      await Promise.all(
        [0, 1, 2, 3].map((part) => journal.write([message(`${round}.${part}`, 'x'.repeat(200))])),
      )
      for (const part of [0, 1, 2]) journal.remove(`${round}.${part}`)
    }
    await journal.close()
    const bytes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await readFile(join(folder, name))).length),
    )
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3 * 100 * 230)
    const again = await openJournal(folder)
    expect(transfersIn(again.journal)).toEqual(Array.from({ length: 100 }, (_, round) => `${round}.3`))
    expect([again.journal.damages, compactionFailures]).toEqual([[], []])
    await again.journal.close()
  })

  it('writes what is requested while it closes', async () => {
    const folder = await temporaryFolder()
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const disk: Disk = {
      ...localDisk,
      rename: async (from, to) => {
        await released
        await localDisk.rename(from, to)
      },
      remove: async (path) => {
        journal.remove('late')
        await localDisk.remove(path)
      },
    }
    const { journal, failures } = await openJournal(folder, { disk, compactAbove: 100 })
    await journal.write([message('gone', 'x'.repeat(200)), message('late')])
    journal.remove('gone')
    const closed = journal.close()
    release()
    await closed
    journal.remove('after the end')
    await expect(journal.write([message('too late')])).rejects.toThrow('the journal is closed')
    const again = await openJournal(folder)
    expect([transfersIn(again.journal), failures]).toEqual([[], []])
    await again.journal.close()
  })

  it('reads a compacted file in place of earlier ones, and removes those', async () => {
    const folder = await temporaryFolder()
    await journalOf(folder, ['removed', 'kept'])
    const base = [
      encodeRecord({ kind: 'head', version: 1, isBase: true }),
      encodeRecord({ kind: 'messages', messages: [message('kept')] }),
    ]
    await writeFile(join(folder, '00000002.journal'), Buffer.concat(base))
    await writeFile(join(folder, '00000005.journal.new'), 'half')
    const { journal } = await openJournal(folder)
    expect(transfersIn(journal)).toEqual(['kept'])
    await journal.close()
    expect((await readdir(folder)).sort()).toEqual(['00000002.journal', 'closed.json'])
  })

  it('leaves a journal of a later version untouched', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, '00000001.journal')
    const bytes = encodeRecord({ kind: 'head', version: 2, isBase: false })
    await writeFile(file, bytes)
    await expect(openJournal(folder)).rejects.toThrow(/written by a later version of the plugin \(format 2;/)
    expect(await readFile(file)).toEqual(bytes)
  })

  it('batches writes: those requested during a write share the next one', async () => {
    const folder = await temporaryFolder()
    let syncs = 0
    const disk: Disk = {
      ...localDisk,
      async open(path) {
        const file = await localDisk.open(path)
        const sync = (): Promise<void> => {
          syncs++
          return file.sync()
        }
        return { ...file, sync }
      },
    }
    const { journal } = await openJournal(folder, { disk })
    syncs = 0
    await Promise.all(Array.from({ length: 500 }, (_, index) => journal.write([message(`${index}`)])))
    expect(syncs).toBe(1)
    await journal.close()
  })

  it('on a full disk rejects awaited writes, and writes the rest when there is room', async () => {
    const disk = new SimulatedDisk(() => 0.5)
    const { journal, failures } = await openJournal('/journal', { disk })
    await journal.write([message('before'), message('leaves')])
    disk.isFull = () => true
    const outcomes = Promise.allSettled([
      journal.write([message('refused')]),
      journal.write([message('too')]),
    ])
    journal.writeSoon([message('soon')])
    journal.remove('leaves')
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect([failures.length, journal.failure]).toEqual([1, new DiskFull()])
    disk.isFull = () => false
    journal.retry()
    await journal.write([message('after')])
    expect([failures.length, journal.failure]).toEqual([0, undefined])
    await journal.close()
    disk.losePower()
    const again = await openJournal('/journal', { disk })
    expect([transfersIn(again.journal), again.journal.damages]).toEqual([['before', 'soon', 'after'], []])
    await again.journal.close()
  })

  it('keeps growing while it cannot be compacted, and is compacted later', async () => {
    const disk = new SimulatedDisk(() => 0.5)
    const { journal, compactionFailures } = await openJournal('/journal', { disk, compactAbove: 3_000 })
    const fill = async (name: string): Promise<void> => {
      await journal.write([message(name, 'x'.repeat(1_000))])
      journal.remove(name)
    }
    const { rename } = disk
    disk.rename = () => Promise.reject(new DiskFull())
    for (let round = 0; round < 10; round++) await fill(`${round}`)
    expect([journal.failure, compactionFailures.length > 0]).toEqual([undefined, true])
    disk.rename = rename
    for (let round = 10; round < 30; round++) await fill(`${round}`)
    await journal.close()
    expect(journal.bytes).toBeLessThan(10_000)
  })
})

it('keeps what left the queue until it is removed, also when it is compacted', async () => {
  const folder = await temporaryFolder()
  const first = await openJournal(folder)
  await first.journal.write(['a', 'b', 'c'].map((name) => message(name)))
  for (const name of ['a', 'b']) first.journal.leave(name)
  first.journal.remove('b')
  await first.journal.close()
  // Compacted with the first write, since it is larger than its messages.
  const second = await openJournal(folder, { compactAbove: 0 })
  expect([transfersIn(second.journal), second.journal.left.map(({ transfer }) => transfer)]).toEqual([
    ['c'],
    ['a'],
  ])
  second.journal.writeSoon([message('d')])
  await second.journal.close()
  const third = await openJournal(folder)
  expect([transfersIn(third.journal), third.journal.left.map(({ transfer }) => transfer)]).toEqual([
    ['c', 'd'],
    ['a'],
  ])
  await third.journal.close()
})

it('stores the peer that a message came from', async () => {
  const folder = await temporaryFolder()
  const sender = { hostname: 'tower.example', port: 8080 }
  const first = await openJournal(folder)
  await first.journal.write([{ ...message('a'), sender }])
  await first.journal.write([message('b')])
  await first.journal.close()
  const second = await openJournal(folder)
  expect(second.journal.messages).toEqual([{ ...message('a'), sender }, message('b')])
  await second.journal.close()
})
