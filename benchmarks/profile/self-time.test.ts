import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CpuProfile, selfTime } from './self-time.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clacks-profile-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A profile with one node for each place, and with one sample of each node. */
function profileOf(...places: { url?: string; functionName?: string; line?: number }[]): CpuProfile {
  const nodes = places.map(({ url = '', functionName = '', line = 0 }, id) => ({
    id,
    callFrame: { url, functionName, lineNumber: line, columnNumber: 0 },
  }))
  return { nodes, samples: [...nodes.keys(), 0], timeDeltas: [7, ...nodes.map((_, id) => 100 + id)] }
}

describe('self time by module', () => {
  it('gives a sample the time up to the next one', () => {
    const { nodes } = profileOf({ functionName: 'a' }, { functionName: 'b' })
    const times = selfTime({ nodes, samples: [0, 1, 0, 1], timeDeltas: [1, 10, 100, 1_000] })
    expect(times).toEqual(
      new Map([
        ['native a', 1_010],
        ['native b', 100],
      ]),
    )
  })

  it('names packages, modules of Node.js and native functions', () => {
    const installed = pathToFileURL(join(folder, 'node_modules/@scope/name/dist/index.js')).href
    const times = selfTime(
      profileOf(
        { url: installed },
        { url: 'node:_http_server' },
        { functionName: '(garbage collector)' },
        { functionName: 'writev' },
        {},
      ),
    )
    expect([...times.keys()]).toEqual([
      '@scope/name',
      'node:_http_server',
      '(garbage collector)',
      'native writev',
      'native',
    ])
  })

  it('finds the source of a bundle, and sums up its functions', () => {
    const bundle = join(folder, 'packages/clacks/dist/chunk.js')
    // Lines 1 and 2 come from queue.ts, line 3 from undici.
    const map = {
      version: 3,
      sources: ['../src/queue/queue.ts', '../../../node_modules/undici/lib/core/util.js'],
      names: [],
      mappings: 'AAAA;AACA;ACDA',
    }
    mkdirSync(dirname(bundle), { recursive: true })
    writeFileSync(`${bundle}.map`, JSON.stringify(map))
    const url = pathToFileURL(bundle).href
    expect(selfTime(profileOf({ url }, { url, line: 1 }, { url, line: 2 }))).toEqual(
      new Map([
        ['clacks queue/queue.ts', 201],
        ['undici', 102],
      ]),
    )
  })

  it('takes the file itself where there is no source map', () => {
    const url = pathToFileURL(join(folder, 'packages/clacks/dist/chunk.js')).href
    expect([...selfTime(profileOf({ url })).keys()]).toEqual(['clacks chunk.js'])
  })
})
