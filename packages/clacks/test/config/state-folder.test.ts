import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/read/load-config.js'
import { findStateFolder } from '../../src/config/resolve/find-state-folder.js'
import { stateFolderOf } from '../../src/config/resolve/state-folder.js'
import { runElsewhere } from './elsewhere.js'
import { folderWith } from './folder.js'

describe('the default state folder', () => {
  it.each([
    ['clacks.config.ts', '.clacks'],
    ['.clacksrc', '.clacks'],
    ['.clacksrc.yaml', '.clacks'],
    ['package.json', '.clacks'],
    ['tower-1.config.ts', '.clacks/tower-1'],
    ['tower-1.json', '.clacks/tower-1'],
    ['tower.one.yaml', '.clacks/tower.one'],
    [undefined, '.clacks'],
  ])('of %s is %s', (name, state) => {
    const folder = folderWith({})
    const file = name && join(folder, name)
    expect(stateFolderOf({ file, folder, env: {} })).toBe(join(folder, state))
  })

  it('has no symbolic links', () => {
    const folder = folderWith({ 'release/clacks.config.ts': '' })
    symlinkSync(join(folder, 'release'), join(folder, 'current'), 'junction')
    const current = join(folder, 'current')
    const stateFolder = stateFolderOf({ file: join(current, 'clacks.config.ts'), folder: current, env: {} })
    expect(stateFolder).toBe(join(folder, 'release/.clacks'))
  })

  if (process.platform !== 'win32') {
    it('is in the home folder of the user if the folder of the config is read-only', () => {
      const folder = folderWith({ 'config/clacks.config.yaml': '', 'home/x': '', 'made/.clacks/x': '' })
      for (const name of ['config', 'made']) chmodSync(join(folder, name), 0o555)
      chmodSync(folder, 0o755)
      const code = `
        const { stateFolderOf } = await import(src + '/config/resolve/state-folder.ts')
        const at = (name, env) => stateFolderOf({ file: ${JSON.stringify(folder)} + '/' + name + '/clacks.config.yaml', folder: ${JSON.stringify(folder)} + '/' + name, env })
        const HOME = ${JSON.stringify(join(folder, 'home'))}
        console.log(JSON.stringify([at('config', { HOME }), at('config', { HOME: '/x', XDG_STATE_HOME: HOME }), at('config', {}), at('made', { HOME })]))`
      const [home, xdg, none, made] = JSON.parse(runElsewhere(code, { cwd: folder, unprivileged: true }))
      expect(home).toMatch(/home\/\.local\/state\/clacks\/[0-9a-f]{16}$/)
      expect(xdg).toMatch(/home\/clacks\/[0-9a-f]{16}$/)
      expect(none).toBe(join(folder, 'config/.clacks'))
      expect(made).toBe(join(folder, 'made/.clacks'))
    })
  }
})

describe('stateFolder', () => {
  it('is relative to the file that sets it; the variable, to the working directory', async () => {
    const folder = folderWith({
      'presets/base.yaml': 'stateFolder: ./state\n',
      'nodes/clacks.config.yaml': 'extends: ../presets/base.yaml\n',
    })
    const cwd = join(folder, 'nodes')
    const env = { CLACKS_STATE_FOLDER: 'here' }
    expect((await loadConfig(undefined, { cwd, env: {} })).stateFolder).toBe(join(folder, 'presets/state'))
    expect((await loadConfig(undefined, { cwd, env })).stateFolder).toBe(join(cwd, 'here'))
    expect((await findStateFolder(undefined, cwd, {})).stateFolder).toBe(join(folder, 'presets/state'))
    expect((await findStateFolder(undefined, cwd, env)).stateFolder).toBe(join(cwd, 'here'))
  })

  it('is the same under every path', async () => {
    const folder = folderWith({ 'clacks.config.yaml': 'stateFolder: ./link/state\n' })
    mkdirSync(join(folder, 'real'))
    symlinkSync(join(folder, 'real'), join(folder, 'link'), 'junction')
    expect((await loadConfig(undefined, { cwd: folder, env: {} })).stateFolder).toBe(
      join(folder, 'real/state'),
    )
  })
})
