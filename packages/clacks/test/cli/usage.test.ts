import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../../src/version.js'
import { folderWith, installed } from '../config/folder.js'
import { clacks } from './command.js'

const run = (args: readonly string[], cwd = folderWith({}), env = {}) => clacks(args, cwd, env).end()

describe('the command', () => {
  it('prints its version and help', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
    const help = await run(['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('start [options] [config]')
    expect((await run(['start', '--help'])).stdout).toContain('--stdin')
  })

  it.each([
    [['strat'], "clacks: unknown command 'strat'\n(Did you mean start?)\n"],
    [['start', '--jsn'], "clacks: unknown option '--jsn'\n(Did you mean --json?)\n"],
    [['start', 'a', 'b'], 'clacks: too many arguments'],
    [['send', '-5 degrees'], "clacks: unknown option '-5 degrees'\nIf it is the message, put -- before it"],
    [['start', '--json', '--quiet'], "clacks: option '--quiet' cannot be used with option '--json'"],
    [[], 'Usage: clacks'],
  ])('%j is refused', async (args, text) => {
    const { code, stdout, stderr } = await run(args)
    expect(stderr).toContain(text)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('exits with 2 and without a stack trace if the config is invalid', async () => {
    const cwd = folderWith({ 'clacks.config.json': '{ "prot": 0, "plugins": ["lodger"] }' })
    const { code, stdout, stderr } = await run(['start'], cwd)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(
      `clacks: The config ${cwd}/clacks.config.json has 2 issues:\n  clacks.config.json:1:3 prot:`,
    )
    expect(stderr).toContain('(ERR_CLACKS_CONFIG_INVALID)')
    expect(stderr).not.toContain('    at ')
  })

  it('exits with 2 if the config does not exist or has a syntax error', async () => {
    const cwd = folderWith({ 'clacks.config.ts': 'export default {' })
    expect(await run(['start', 'nope.yaml'], cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(ERR_CLACKS_CONFIG_NOT_FOUND)'),
    })
    expect(await run(['start'], cwd)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('clacks.config.ts:1:17: syntax:'),
    })
  })

  it('prints the stack trace with DEBUG', async () => {
    const { stderr } = await run(['start', 'nope.yaml'], folderWith({}), { DEBUG: '1' })
    expect(stderr).toContain('    at ')
  })
})

describe('a command of a plugin', () => {
  const commands = `
    export default function (command) {
      command.description('keeps things').command('list').argument('<what>').option('--all').action((what, { all }) => {
        console.log('list', what, all)
      })
      command.command('count').action(async () => {
        for (let n = 0; n < 100; n++) {
          console.log(n)
          await new Promise((resolve) => setImmediate(resolve))
        }
        console.error('counted')
      })
      command.command('fail').action(() => { throw new Error('no archive here') })
    }`
  const files = {
    ...installed('clacks-plugin-locker', 'throw new Error("the plugin itself must not be loaded")', {
      clacks: { commands: './commands.js' },
    }),
    'node_modules/clacks-plugin-locker/commands.js': commands,
    ...installed('clacks-plugin-mute', ''),
    'below/x.txt': '',
  }

  it('is resolved from the working directory and receives the other arguments', async () => {
    const folder = folderWith(files)
    expect(await run(['locker', 'list', 'messages', '--all'], `${folder}/below`)).toEqual({
      code: 0,
      stdout: 'list messages true\n',
      stderr: '',
    })
    expect((await run(['locker', '--help'], folder)).stdout).toContain('keeps things')
  })

  it('finishes if its reader closes the pipe, like `head`', async () => {
    const counting = clacks(['locker', 'count'], folderWith(files))
    counting.process.stdout.destroy()
    expect(await counting.end()).toMatchObject({ code: 0, stderr: 'counted\n' })
  })

  it('can have another name than its plugin', async () => {
    const plugin = installed('@clacks/plugin-archiver', '', {
      clacks: { commands: { archive: './commands.js' } },
    })
    const folder = folderWith({ ...plugin, 'node_modules/@clacks/plugin-archiver/commands.js': commands })
    expect(await run(['archive', 'list', 'all'], folder)).toMatchObject({
      code: 0,
      stdout: 'list all undefined\n',
    })
  })

  it('is listed in the help, and its error names the plugin if that is not installed', async () => {
    const folder = folderWith({
      ...files,
      ...installed('@clacks/plugin-archiver', '', { clacks: { commands: { archive: './commands.js' } } }),
    })
    const { stdout } = await run(['--help'], folder)
    expect(stdout).toMatch(
      /\nCommands of installed plugins:\n {2}archive {2}from @clacks\/plugin-archiver\n {2}locker {3}from clacks-plugin-locker\n$/,
    )
    expect((await run(['help'], folder)).stdout).toBe(stdout)
    expect((await run(['--help'])).stdout).not.toContain('Commands of installed plugins')
    expect(await run(['archive', 'stats'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        '; to install it there, not globally: npm install @clacks/plugin-archiver.',
      ),
    })
  })

  it('may be TypeScript, and belong to a linked package without clacks', async () => {
    const folder = folderWith({
      'radio/package.json': { name: 'clacks-plugin-radio', clacks: { commands: './commands.ts' } },
      'radio/commands.ts': `import { drop } from 'clacks'
        export default (command: { action(run: () => void): void }): void =>
          command.action(() => console.log(typeof drop))`,
      'work/node_modules/x': '',
    })
    symlinkSync(join(folder, 'radio'), join(folder, 'work/node_modules/clacks-plugin-radio'))
    expect(await run(['radio'], join(folder, 'work'))).toEqual({ code: 0, stdout: 'function\n', stderr: '' })
  })

  it('that cannot be loaded names its package and file', async () => {
    const folder = folderWith({
      ...installed('clacks-plugin-locker', '', {
        clacks: { commands: { gone: './gone.js', odd: './odd.js' } },
      }),
      'node_modules/clacks-plugin-locker/odd.js': 'export default 1',
    })
    expect(await run(['gone'], folder)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^clacks: `clacks gone` of clacks-plugin-locker: .*gone\.js does not exist\./,
      ),
    })
    expect(await run(['odd'], folder)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /the default export of .*odd\.js is not a function\..*ERR_CLACKS_PLUGIN_COMMANDS/,
      ),
    })
  })

  it('has the same exit codes as other commands', async () => {
    const folder = folderWith(files)
    expect(await run(['locker', 'lsit'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean list?'),
    })
    expect(await run(['locker', 'fail'], folder)).toMatchObject({
      code: 1,
      stderr: 'clacks: no archive here\n',
    })
  })

  it('is unknown if the plugin has no commands', async () => {
    expect(await run(['mute'], folderWith(files))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'mute'"),
    })
  })
})
