import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONFIG_NAMES, findConfig } from '../../src/config/find/find.js'
import { runElsewhere } from './elsewhere.js'
import { folderWith } from './folder.js'

describe('findConfig', () => {
  it.each(CONFIG_NAMES.filter((name) => name !== 'package.json'))('finds %s', async (name) => {
    const folder = folderWith({ [name]: '{}' })
    expect(await findConfig(folder)).toBe(join(folder, name))
  })

  it('searches upwards and takes the nearest config', async () => {
    const folder = folderWith({ 'clacks.config.ts': '', 'a/.clacksrc': 'port: 0', 'a/b/c/x.txt': '' })
    expect(await findConfig(join(folder, 'a/b/c'))).toBe(join(folder, 'a/.clacksrc'))
    expect(await findConfig(folder)).toBe(join(folder, 'clacks.config.ts'))
  })

  it('takes the first name if a folder has several configs', async () => {
    const folder = folderWith({ 'clacks.config.yaml': '', 'clacks.config.ts': '' })
    expect(await findConfig(folder)).toBe(join(folder, 'clacks.config.ts'))
  })

  it('returns undefined if there is no config', async () => {
    expect(await findConfig(folderWith({ 'package.json': { name: 'x' } }))).toBeUndefined()
  })

  it('treats an empty file as a config', async () => {
    const folder = folderWith({ 'a/clacks.config.yaml': '', 'clacks.config.json': '{}' })
    expect(await findConfig(join(folder, 'a'))).toBe(join(folder, 'a/clacks.config.yaml'))
  })

  it('reads the field of a package.json, except in a plugin package', async () => {
    const folder = folderWith({
      'package.json': { clacks: { port: 0 } },
      'plugin/package.json': { clacks: { schema: './schema.json', commands: './dist/commands.js' } },
      'dependent/package.json': { dependencies: { clacks: '^1.0.0' } },
    })
    expect(await findConfig(folder)).toBe(join(folder, 'package.json'))
    expect(await findConfig(join(folder, 'plugin'))).toBe(join(folder, 'package.json'))
    expect(await findConfig(join(folder, 'dependent'))).toBe(join(folder, 'package.json'))
  })

  it('does not let cosmiconfig use keys of a config as its own', async () => {
    const folder = folderWith({ 'clacks.config.json': { $import: './nowhere.json' } })
    expect(await findConfig(folder)).toBe(join(folder, 'clacks.config.json'))
  })

  it('does not search the config folder of the user', () => {
    const folder = folderWith({ 'home/.config/clacks/config.json': '{}', 'home/work/x': '' })
    const env = { HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'home/.config') }
    const code = `const { findConfig } = await import(src + '/config/find/find.ts')
      console.log(await findConfig(process.cwd()))`
    expect(runElsewhere(code, { cwd: join(folder, 'home/work'), env })).toBe('undefined')
  })

  it('reports a package.json of the working directory that is not JSON', () => {
    const folder = folderWith({ 'package.json': '{ "name": "x", }', 'clacks.config.json': '{}' })
    const code = `const { findConfig } = await import(src + '/config/find/find.ts')
      console.log(await findConfig(process.cwd()).catch((error) => error.code + ' ' + error.message))`
    const said = runElsewhere(code, { cwd: folder })
    expect(said).toContain(`ERR_CLACKS_CONFIG_LOAD JSON Error in ${join(folder, 'package.json')}:`)
  })

  it('finds a config for a user without a home folder', () => {
    const folder = folderWith({ 'clacks.config.json': '{}', 'a/x': '' })
    const code = `const { default: os } = await import('node:os')
      const { syncBuiltinESMExports } = await import('node:module')
      delete process.env.HOME
      os.homedir = () => {
        if (process.env.HOME === undefined) throw new Error('uv_os_homedir returned ENOENT')
        return process.env.HOME
      }
      syncBuiltinESMExports()
      const { findConfig } = await import(src + '/config/find/find.ts')
      const found = [await findConfig(process.cwd()), await findConfig(process.cwd())]
      console.log(found.join(), process.env.HOME)`
    const config = join(folder, 'clacks.config.json')
    expect(runElsewhere(code, { cwd: join(folder, 'a') })).toBe(`${config},${config} undefined`)
  })

  if (process.platform !== 'win32') {
    it('does not skip a config that it may not read', () => {
      const folder = folderWith({ 'a/clacks.config.yaml': 'port: 0', 'clacks.config.json': '{}' })
      chmodSync(folder, 0o755)
      chmodSync(join(folder, 'a/clacks.config.yaml'), 0o000)
      const code = `const { findConfig } = await import(src + '/config/find/find.ts')
        console.log(await findConfig(process.cwd()).catch((error) => error.code + ' ' + error.message))`
      const said = runElsewhere(code, { cwd: join(folder, 'a'), unprivileged: true })
      expect(said).toContain(
        `ERR_CLACKS_CONFIG_LOAD ${join(folder, 'a/clacks.config.yaml')}: it cannot be read`,
      )
    })
  }
})
