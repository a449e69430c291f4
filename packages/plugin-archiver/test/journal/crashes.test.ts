import { SeededRandom } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import type { Fsync, Journal } from '../../src/journal/journal.js'
import { held, message, openJournal } from './rig.js'
import { DiskFull, Gone, SimulatedDisk } from './simulated-disk.js'

const LIVES = 300
const FOLDER = '/journal'

/** How a process ends. */
type End = 'kill' | 'power'

/** One journal, one life after the other, and what must and may be in it. */
class Account {
  /** Must be there. */
  readonly promised = new Set<string>()
  /** May be there: nobody was told, or it was struck and that is not safe. */
  readonly possible = new Set<string>()
  /** Written, but not safe from the loss of power. */
  readonly unsafe = new Set<string>()
  readonly refused = new Set<string>()
  readonly struck = new Set<string>()
  lost = 0

  constructor(
    readonly fsync: Fsync,
    readonly end: End,
  ) {}

  written(name: string): void {
    if (this.struck.has(name)) return
    if (this.end === 'kill' || this.fsync === 'always') {
      this.promised.add(name)
      this.possible.delete(name)
    } else this.unsafe.add(name)
  }

  failed(name: string, thrown: unknown): void {
    // It was told that it is not there: after the end of the process it must not be, after the loss of power it may.
    if (!(thrown instanceof DiskFull) || this.end === 'power') return
    this.refused.add(name)
    this.possible.delete(name)
  }

  remove(name: string): void {
    this.struck.add(name)
    this.promised.delete(name)
    this.unsafe.delete(name)
    this.possible.add(name)
  }

  /** The process ends now. What it wrote stays when it is killed. */
  ended(journal: Journal): void {
    const now = new Set(held(journal))
    if (this.end === 'kill') for (const name of this.struck) if (!now.has(name)) this.possible.delete(name)
    for (const name of this.unsafe) this.possible.add(name)
    this.unsafe.clear()
  }

  /** What is there must be what was promised and nothing that nobody put there. From now on it counts as promised. */
  check(found: readonly string[]): void {
    const there = new Set(found)
    expect(there.size).toBe(found.length)
    expect([...this.promised].filter((name) => !there.has(name))).toEqual([])
    expect(found.filter((name) => !this.promised.has(name) && !this.possible.has(name))).toEqual([])
    this.lost += [...this.possible].filter((name) => !there.has(name)).length
    for (const set of [this.promised, this.possible, this.unsafe, this.refused, this.struck]) set.clear()
    for (const name of found) this.promised.add(name)
  }
}

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resume) => setImmediate(resume))
}

async function live(
  account: Account,
  disk: SimulatedDisk,
  random: SeededRandom,
  life: number,
): Promise<void> {
  const { journal } = await openJournal(FOLDER, { disk, fsync: account.fsync, compactAbove: 1_500 })
  account.check(held(journal))
  for (const one of journal.messages) expect(one).toEqual(message(one.transfer))
  let isFull = false
  disk.isFull = () => isFull
  for (let step = 0; step < 40 && disk.operationsLeft > 0; step++) {
    const lot = random.fraction()
    const names = Array.from(
      { length: 1 + Math.floor(random.fraction() * 3) },
      (_, part) => `${life}.${step}.${part}`,
    )
    if (lot < 0.45) {
      for (const name of names) account.possible.add(name)
      void journal.write(names.map((name) => message(name))).then(
        () => {
          for (const name of names) account.written(name)
        },
        (thrown) => {
          // A process that is gone tells nobody.
          if (disk.operationsLeft > 0) for (const name of names) account.failed(name, thrown)
        },
      )
    } else if (lot < 0.55) {
      for (const name of names) account.possible.add(name)
      journal.writeSoon(names.map((name) => message(name)))
    } else if (lot < 0.85) {
      for (let more = 0; more < 5; more++) {
        const candidates = [...account.promised, ...account.unsafe]
        const name = candidates[Math.floor(random.fraction() * candidates.length)]
        if (name === undefined) continue
        account.remove(name)
        journal.remove(name)
      }
    } else if (lot < 0.9) isFull = !isFull
    else if (lot < 0.95) {
      const before = [...account.unsafe]
      await journal.sync()
      if (journal.failure === undefined)
        for (const name of before) if (account.unsafe.delete(name)) account.promised.add(name)
    } else await settle()
  }
  disk.isFull = () => false
  disk.operationsLeft = Math.min(disk.operationsLeft, Math.floor(random.fraction() * 20))
  await settle()
  disk.operationsLeft = 0
  await settle()
  account.ended(journal)
}

describe.each<[Fsync, End]>([
  ['always', 'power'],
  ['always', 'kill'],
  ['interval', 'power'],
  ['interval', 'kill'],
  ['never', 'kill'],
])('with fsync %s, when the end is %s', (fsync, end) => {
  it(`nothing that was promised is lost, and nothing is invented, in ${LIVES} lives`, async () => {
    const random = new SeededRandom(`${fsync} ${end}`)
    const disk = new SimulatedDisk(() => random.fraction())
    const account = new Account(fsync, end)
    for (let life = 0; life < LIVES; life++) {
      disk.operationsLeft = 1 + Math.floor(random.fraction() * 150)
      // It may end while it opens the journal.
      await live(account, disk, random, life).catch(async (thrown) => {
        if (!(thrown instanceof Gone)) throw thrown
        await settle()
      })
      if (end === 'kill') disk.kill()
      else disk.losePower()
    }
    expect(account.lost).toBeGreaterThan(0)
  })
})
