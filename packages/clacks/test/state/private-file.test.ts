import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writePrivateFile } from '../../src/state/private-file.js'
import { folderWith } from '../config/folder.js'

describe('writePrivateFile', () => {
  it('writes a file that only its owner can read, in a folder that it creates', () => {
    const folder = join(folderWith({}), 'a', 'b')
    writePrivateFile(join(folder, 'pins.json'), '{}')
    expect(readFileSync(join(folder, 'pins.json'), 'utf8')).toBe('{}')
    expect(readdirSync(folder)).toEqual(['pins.json'])
    if (process.platform === 'win32') return
    expect(statSync(join(folder, 'pins.json')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('replaces the content and the permissions of a file', () => {
    const file = join(folderWith({ 'key.pem': 'an earlier and longer text' }), 'key.pem')
    chmodSync(file, 0o644)
    writePrivateFile(file, 'new')
    expect(readFileSync(file, 'utf8')).toBe('new')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing behind if it fails, and is not stopped by what others left', () => {
    const folder = folderWith({ 'pins.json/file': '' })
    expect(() => writePrivateFile(join(folder, 'pins.json'), '{}')).toThrow()
    expect(readdirSync(folder)).toEqual(['pins.json'])
    mkdirSync(join(folder, 'key.pem.new'))
    writeFileSync(join(folder, 'key.pem.tmp'), '')
    writePrivateFile(join(folder, 'key.pem'), 'key')
    expect(readFileSync(join(folder, 'key.pem'), 'utf8')).toBe('key')
  })
})
