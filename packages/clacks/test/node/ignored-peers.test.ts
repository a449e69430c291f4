import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Clacks } from '../../src/node.js'
import { RecordingLog } from '../../src/testing/index.js'

describe('ignored peers', () => {
  let stateFolder: string
  let file: string

  beforeEach(() => {
    stateFolder = mkdtempSync(join(tmpdir(), 'clacks-ignored-'))
    file = join(stateFolder, 'ignored.json')
  })
  afterEach(() => rmSync(stateFolder, { recursive: true, force: true }))

  const nodeWith = (options = {}): Clacks => new Clacks({ port: 0, stateFolder, ...options })

  const ignoredBy = (node: Clacks): string[] =>
    Object.values(node.getPeers().ignored).map(({ hostname, port }) => `${hostname}:${port}`)

  it('are ignored after a restart, until they are unignored', async () => {
    const first = nodeWith()
    first.ignore('before.example', 1)
    await first.start()
    first.ignore('after.example', 2)
    await first.stop()
    expect(statSync(file).mode & 0o777).toBe(0o600)

    const second = nodeWith()
    await second.start()
    expect(ignoredBy(second)).toEqual(['after.example:2', 'before.example:1'])
    second.unignore('after.example', 2)
    await second.stop()
    await using third = nodeWith()
    await third.start()
    expect(ignoredBy(third)).toEqual(['before.example:1'])
  })

  it('are ignored although the config names them', async () => {
    writeFileSync(file, '["127.0.0.1:9"]')
    const log = new RecordingLog()
    const node = nodeWith({ peers: ['127.0.0.1:9'], log })
    await node.start()
    expect(ignoredBy(node)).toEqual(['127.0.0.1:9'])
    await node.stop()
    expect(log.lines).toEqual([])
  })

  it('of a damaged file are reported, and the file is kept', async () => {
    writeFileSync(file, '["not an address"]')
    const log = new RecordingLog()
    await using node = nodeWith({ log })
    await node.start()
    expect(log.lines).toEqual([expect.stringContaining(`${file} is damaged and is renamed`)])
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('["not an address"]')
  })

  it.each([
    ['is a folder', () => mkdirSync(file)],
    ['is too large', () => writeFileSync(file, ' '.repeat(2 ** 20 + 1))],
  ])('do not stop a node if their file %s', async (_, spoil) => {
    spoil()
    const log = new RecordingLog()
    await using node = nodeWith({ log })
    await node.start()
    expect(log.lines).toEqual([expect.stringContaining(`${file} is damaged and is renamed`)])
    node.ignore('peer.example', 1)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(['peer.example:1'])
  })

  it('are not saved by a node that has stopped: another one may use the folder', async () => {
    writeFileSync(file, '["peer.example:1"]')
    const node = nodeWith()
    await node.start()
    await node.stop()
    node.unignore('peer.example', 1)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(['peer.example:1'])
  })

  it('are not saved if the list would be too long to be read again', async () => {
    const log = new RecordingLog()
    const node = nodeWith({ log })
    const long = 'x'.repeat(60)
    for (let index = 0; index < 8_000; index++) node.ignore(`${index}.${long}.${long}.example`, 80)
    await node.start()
    await node.stop()
    expect(log.lines).toEqual([expect.stringContaining('It has more than 1048576 bytes.')])
  })

  it('whose identifiers are the same are all saved', async () => {
    await using node = nodeWith()
    await node.start()
    node.ignore('tower1', 80)
    node.ignore('tower', 180)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(['tower1:80', 'tower:180'])
  })

  it('that cannot be saved are ignored, and a warning says that a restart ends it', async () => {
    const log = new RecordingLog()
    await using node = nodeWith({ log })
    await node.start()
    mkdirSync(file)
    node.ignore('peer.example', 1)
    expect(ignoredBy(node)).toEqual(['peer.example:1'])
    expect(log.lines).toEqual([expect.stringContaining(`${file} cannot be written`)])
  })
})
