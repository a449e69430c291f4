import { SeededRandom } from 'clacks/testing'
import { describe, expect, it } from 'vitest'
import type { Fsync, Journal } from '../src/journal.js'
import { message, openJournal, transfersIn } from './open-journal.js'
import { DiskFull, Gone, SimulatedDisk } from './simulated-disk.js'

const LIVES = 300
const FOLDER = '/journal'

/** How a process ends. */
type End = 'kill' | 'power'

/** What must and what may be in a journal over many lifetimes of its process. */
class Expectations {
  /** Must be restored. */
  readonly promised = new Set<string>()
  /** May be restored: unconfirmed, or removed without a sync. */
  readonly possible = new Set<string>()
  /** Written, but may be lost in a power failure. */
  readonly unsafe = new Set<string>()
  readonly refused = new Set<string>()
  readonly removed = new Set<string>()
  lost = 0

  constructor(
    readonly fsync: Fsync,
    readonly end: End,
  ) {}

  written(name: string): void {
    if (this.removed.has(name)) return
    if (this.end === 'kill' || this.fsync === 'always') {
      this.promised.add(name)
      this.possible.delete(name)
    } else this.unsafe.add(name)
  }

  failed(name: string, thrown: unknown): void {
    // Its sender was refused: it must not be restored, except after a power failure.
    if (!(thrown instanceof DiskFull) || this.end === 'power') return
    this.refused.add(name)
    this.possible.delete(name)
  }

  remove(name: string): void {
    this.removed.add(name)
    this.promised.delete(name)
    this.unsafe.delete(name)
    this.possible.add(name)
  }

  /** The process ends. When it is killed, what it wrote survives. */
  ended(journal: Journal): void {
    const current = new Set(transfersIn(journal))
    if (this.end === 'kill')
      for (const name of this.removed) if (!current.has(name)) this.possible.delete(name)
    for (const name of this.unsafe) this.possible.add(name)
    this.unsafe.clear()
  }

  /** Checks what was restored. From now on it must be restored again. */
  check(restored: readonly string[]): void {
    const there = new Set(restored)
    expect(there.size).toBe(restored.length)
    expect([...this.promised].filter((name) => !there.has(name))).toEqual([])
    expect(restored.filter((name) => !this.promised.has(name) && !this.possible.has(name))).toEqual([])
    this.lost += [...this.possible].filter((name) => !there.has(name)).length
    for (const set of [this.promised, this.possible, this.unsafe, this.refused, this.removed]) set.clear()
    for (const name of restored) this.promised.add(name)
  }
}

/** Lets everything proceed that can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resume) => setImmediate(resume))
}

async function live(
  expected: Expectations,
  disk: SimulatedDisk,
  random: SeededRandom,
  life: number,
): Promise<void> {
  const { journal } = await openJournal(FOLDER, { disk, fsync: expected.fsync, compactAbove: 1_500 })
  expected.check(transfersIn(journal))
  for (const one of journal.messages) expect(one).toEqual(message(one.transfer))
  let isFull = false
  disk.isFull = () => isFull
  for (let step = 0; step < 40 && disk.operationsLeft > 0; step++) {
    const action = random.fraction()
    const names = Array.from(
      { length: 1 + Math.floor(random.fraction() * 3) },
      (_, part) => `${life}.${step}.${part}`,
    )
    if (action < 0.45) {
      for (const name of names) expected.possible.add(name)
      void journal.write(names.map((name) => message(name))).then(
        () => {
          for (const name of names) expected.written(name)
        },
        (thrown) => {
          // A process that has ended reports nothing.
          if (disk.operationsLeft > 0) for (const name of names) expected.failed(name, thrown)
        },
      )
    } else if (action < 0.55) {
      for (const name of names) expected.possible.add(name)
      journal.writeSoon(names.map((name) => message(name)))
    } else if (action < 0.85) {
      for (let more = 0; more < 5; more++) {
        const candidates = [...expected.promised, ...expected.unsafe]
        const name = candidates[Math.floor(random.fraction() * candidates.length)]
        if (name === undefined) continue
        expected.remove(name)
        journal.remove(name)
      }
    } else if (action < 0.9) isFull = !isFull
    else if (action < 0.95) {
      const before = [...expected.unsafe]
      await journal.sync()
      if (journal.failure === undefined)
        for (const name of before) if (expected.unsafe.delete(name)) expected.promised.add(name)
    } else await settle()
  }
  disk.isFull = () => false
  disk.operationsLeft = Math.min(disk.operationsLeft, Math.floor(random.fraction() * 20))
  await settle()
  disk.operationsLeft = 0
  await settle()
  expected.ended(journal)
}

describe.each<[Fsync, End]>([
  ['always', 'power'],
  ['always', 'kill'],
  ['interval', 'power'],
  ['interval', 'kill'],
  ['never', 'kill'],
])('with fsync %s, when the end is %s', (fsync, end) => {
  it(`loses nothing that it confirmed, and invents nothing, in ${LIVES} lifetimes`, async () => {
    const random = new SeededRandom(`${fsync} ${end}`)
    const disk = new SimulatedDisk(() => random.fraction())
    const expected = new Expectations(fsync, end)
    for (let life = 0; life < LIVES; life++) {
      disk.operationsLeft = 1 + Math.floor(random.fraction() * 150)
      // It may end while opening the journal.
      await live(expected, disk, random, life).catch(async (thrown) => {
        if (!(thrown instanceof Gone)) throw thrown
        await settle()
      })
      if (end === 'kill') disk.kill()
      else disk.losePower()
    }
    expect(expected.lost).toBeGreaterThan(0)
  })
})
