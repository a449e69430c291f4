import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createConfig, replaceConfig } from '../../src/config/edit/write-config.js'
import { folderWith } from './folder.js'

describe('replaceConfig', () => {
  it('replaces the file that a link names, with its mode, and leaves nothing else', async () => {
    const folder = folderWith({ 'real/tower.yaml': 'port: 1\n' })
    const link = join(folder, 'clacks.config.yaml')
    symlinkSync('real/tower.yaml', link)
    const { mode, ino } = statSync(link)
    await replaceConfig(link, 'port: 2\n')
    expect(readFileSync(link, 'utf8')).toBe('port: 2\n')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(statSync(link).mode).toBe(mode)
    expect(statSync(link).ino).not.toBe(ino)
    expect(readdirSync(join(folder, 'real'))).toEqual(['tower.yaml'])
  })

  it('reports a file that is not there', async () => {
    await expect(replaceConfig(join(folderWith({}), 'a.yaml'), '')).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_WRITE',
    })
  })
})

describe('createConfig', () => {
  it('does not replace a file', async () => {
    const folder = folderWith({ 'a.yaml': 'port: 1\n' })
    await expect(createConfig(join(folder, 'a.yaml'), '')).rejects.toMatchObject({
      code: 'ERR_CLACKS_CONFIG_EXISTS',
    })
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('port: 1\n')
  })
})
