import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { SeededRandom } from 'clacks/testing'
import type { Tower } from './tower.ts'

const HOUR_MS = 3_600_000
const run = promisify(execFile)

/** What a disruption works on. */
export interface Scene {
  readonly tower: Tower
  readonly others: readonly Tower[]
  readonly random: SeededRandom
}

type Disruption = (scene: Scene) => Promise<void>

/** Seconds between two bounds. */
function seconds({ random }: Scene, least: number, most: number): Promise<void> {
  return delay(1_000 * (least + random.fraction() * (most - least)))
}

/** Everything that happens to the nodes, by the name in the table of the result. */
export const DISRUPTIONS: Readonly<Record<string, Disruption>> = {
  async 'kill -9'(scene) {
    await scene.tower.end('SIGKILL')
    await seconds(scene, 0, 3)
    await scene.tower.start()
  },

  async restart({ tower }) {
    await tower.end('SIGTERM')
    await tower.start()
  },

  async suspended(scene) {
    scene.tower.signal('SIGSTOP')
    await seconds(scene, 1, 8)
    scene.tower.signal('SIGCONT')
  },

  async partition(scene) {
    scene.tower.link.set('cut')
    await seconds(scene, 1, 8)
    scene.tower.link.set('pass')
  },

  async 'lost answers'(scene) {
    scene.tower.link.set('mute')
    await seconds(scene, 0.5, 3)
    scene.tower.link.set('pass')
  },

  async 'clock jump'({ tower, random }) {
    const jumps = [HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS, 87_600 * HOUR_MS, 0]
    await tower.moveClock(jumps[Math.floor(random.fraction() * jumps.length)] ?? 0)
  },

  /** No file may grow: what a full disk does to the files of a process. */
  async 'full disk'(scene) {
    const { pid } = scene.tower
    if (pid === undefined) return
    await run('prlimit', ['--pid', String(pid), '--fsize=1:unlimited'])
    await seconds(scene, 1, 5)
    await run('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited'])
  },

  async 'stalled reader'(scene) {
    scene.tower.read(false)
    await seconds(scene, 2, 10)
    scene.tower.read(true)
  },

  async 'config edit'({ tower, random }) {
    tower.config = { sendrate: 20 + Math.floor(random.fraction() * 60), logger: random.fraction() < 0.5 }
    await tower.writeConfig()
  },

  async 'broken config'(scene) {
    await scene.tower.writeConfig(scene.random.fraction() < 0.5 ? '' : '{ "sendrate": ')
    await seconds(scene, 0.5, 2)
    await scene.tower.writeConfig()
  },

  async 'renewed key'({ tower, others }) {
    await tower.end('SIGTERM')
    await tower.command('cert', '--renew')
    await tower.start()
    for (const other of others) await forget(other, tower.address)
  },
}

/** Disruptions that this machine cannot make. */
export async function impossibleDisruptions(): Promise<readonly string[]> {
  try {
    await run('prlimit', ['--version'])
    return []
  } catch {
    return ['full disk']
  }
}

/**
 * Another node may not have reached it yet: then it has no pin to forget. Or it is killed while it
 * answers: then the command is repeated, as its message says.
 */
async function forget(tower: Tower, address: string, attempts = 5): Promise<void> {
  try {
    await tower.command('trust', address, '--forget')
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : ''
    if (reason.includes('has no pin')) return
    if (attempts === 1 || !reason.includes('ERR_CLACKS_CONTROL_LOST')) throw thrown
    await forget(tower, address, attempts - 1)
  }
}
