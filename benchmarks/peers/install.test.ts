import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { areInstalled, missing } from './install.ts'
import { SYSTEMS } from './systems.ts'

const folders: string[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A PATH with one folder, which has these files. */
function stubPath(...files: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-path-'))
  folders.push(folder)
  for (const file of files) writeFileSync(join(folder, file), '')
  vi.stubEnv('PATH', folder)
}

describe.runIf(process.platform === 'linux')('a system whose program is not installed', () => {
  const withProgram = SYSTEMS.filter(({ program }) => program !== undefined)

  it('is skipped, with the command that installs it', () => {
    stubPath()
    expect(withProgram.map(missing)).toEqual([
      'there is no nats-server on PATH. To install it: apt-get install nats-server (Debian has it in /usr/sbin)',
    ])
  })

  it('runs once it is', () => {
    stubPath('nats-server')
    expect(withProgram.map(missing)).toEqual([undefined])
  })

  it('is the only one that needs more than packages', () => {
    stubPath()
    expect(SYSTEMS.filter((system) => missing(system) !== undefined).map(({ name }) => name)).toEqual([
      'nats',
    ])
  })
})

describe('the packages', () => {
  const lockfile = (...names: string[]) => ({
    packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }])),
  })

  it('are installed if each has the version of the lockfile', () => {
    expect(areInstalled(lockfile('ws'), lockfile('ws', 'mqtt'))).toBe(true)
    expect(areInstalled(lockfile('ws', 'mqtt'), lockfile('ws'))).toBe(false)
    const other = { packages: { 'node_modules/ws': { version: '1.0.1' } } }
    expect(areInstalled(lockfile('ws'), other)).toBe(false)
  })

  it('may lack those for other platforms, and the project itself', () => {
    const { packages } = lockfile('ws')
    const optional = { 'node_modules/darwin': { version: '1.0.0', optional: true } }
    const project = { '': { version: '1.0.0' } }
    expect(areInstalled({ packages: { ...packages, ...optional, ...project } }, { packages })).toBe(true)
  })
})
