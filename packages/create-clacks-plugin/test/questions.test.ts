import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TEMPLATES } from '../src/templates.js'
import { BIN, cleanEnvironment } from './command.js'
import { withFolder } from './with-folder.js'

const ENTER = '\r'
const DOWN = '\u001b[B'
const CTRL_C = '\u0003'
const BACKSPACE = '\u007f'

/**
 * Runs the command in a terminal: waits for a text, then types.
 *
 * @param talk what to wait for, and what to type then
 */
function inTerminal(
  folder: string,
  args: readonly string[],
  talk: readonly (readonly [awaited: string, typed: string])[],
): Promise<{ code: number | null; screen: string }> {
  return new Promise((done, fail) => {
    const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ')
    const sized = `stty cols 80 rows 40 && exec ${command}`
    const child = spawn('script', ['--quiet', '--return', '--command', sized, '/dev/null'], {
      cwd: folder,
      timeout: 30_000,
      env: { ...cleanEnvironment(folder), TERM: 'xterm' },
    })
    const open = [...talk]
    let screen = ''
    let seen = 0
    child.stdout.setEncoding('utf8').on('data', (text) => {
      screen += text
      const [next] = open
      const at = next === undefined ? -1 : screen.indexOf(next[0], seen)
      if (next === undefined || at < 0) return
      seen = at + next[0].length
      open.shift()
      child.stdin.write(next[1])
    })
    child.on('error', fail)
    child.on('close', (code) => done({ code, screen }))
  })
}

const QUESTIONS = [
  ['What is the name of the plugin?', `My Logger${ENTER}`],
  ['Which template?', DOWN + ENTER],
  ['Which language?', DOWN + ENTER],
  ['What does it do, in one sentence?', ENTER],
  ['Which GitHub repository is it in?', `adora/tower${ENTER}`],
] as const

// `script` takes these flags on Linux only.
describe.runIf(process.platform === 'linux')('in a terminal', () => {
  it('asks five questions, with defaults', async () => {
    await withFolder(async (folder) => {
      const { code, screen } = await inTerminal(folder, ['--skip-install'], QUESTIONS)
      expect(code).toBe(0)
      expect(screen).toContain('clacks-plugin-my-logger')
      for (const what of Object.values(TEMPLATES)) expect(screen).toContain(what)
      const manifest = readFileSync(join(folder, 'clacks-plugin-my-logger/package.json'), 'utf8')
      const { name, answers } = JSON.parse(manifest)['clacks-template']
      expect(name).toBe('transformer')
      expect(answers).toMatchObject({
        language: 'javascript',
        description: 'Rewrites, drops and splits messages on their way.',
        repository: 'adora/tower',
      })
    })
  })

  it.each(QUESTIONS.map(([question], index) => [question, index] as const))(
    'Ctrl-C at "%s" creates nothing and exits with 130',
    async (question, index) => {
      await withFolder(async (folder) => {
        const talk = [...QUESTIONS.slice(0, index), [question, CTRL_C] as const]
        const { code, screen } = await inTerminal(folder, [], talk)
        expect(code).toBe(130)
        expect(screen).toContain('Cancelled. Nothing was created.')
        expect(readdirSync(folder)).toEqual([])
      })
    },
  )

  it('asks only what the flags leave open, and nothing with --yes', async () => {
    await withFolder(async (folder) => {
      const some = await inTerminal(
        folder,
        ['radio', 'service', '--skip-install', '--summary', 'x'],
        [
          ['Which language?', ENTER],
          ['Which GitHub repository is it in?', ENTER],
        ],
      )
      expect(some.code).toBe(0)
      expect(some.screen).not.toContain('What ')
      const none = await inTerminal(folder, ['tower', '--skip-install', '--yes'], [])
      expect(none.code).toBe(0)
      expect(none.screen).not.toContain('?')
      expect(readdirSync(folder).sort()).toEqual(['clacks-plugin-radio', 'clacks-plugin-tower'])
    })
  })

  it('refuses a folder that has files at once, before any other question', async () => {
    await withFolder(async (folder) => {
      mkdirSync(join(folder, 'clacks-plugin-radio'))
      writeFileSync(join(folder, 'clacks-plugin-radio/notes.txt'), 'mine')
      const given = await inTerminal(folder, ['radio', '--skip-install'], [])
      expect(given).toMatchObject({ code: 1, screen: expect.stringContaining('is not empty: notes.txt') })
      const [name, ...others] = QUESTIONS
      const { code } = await inTerminal(
        folder,
        ['--skip-install'],
        [[name[0], `radio${ENTER}`], ['>>', `-two${ENTER}`], ...others],
      )
      expect(code).toBe(0)
      expect(readdirSync(folder).sort()).toEqual(['clacks-plugin-radio', 'clacks-plugin-radio-two'])
    })
  })

  it('refuses an invalid name, and lets the user correct it', async () => {
    await withFolder(async (folder) => {
      const { code } = await inTerminal(
        folder,
        ['--skip-install'],
        [
          ['What is the name of the plugin?', `!!${ENTER}`],
          ['is not a valid name', `${BACKSPACE.repeat(2)}logger${ENTER}`],
          ['"logger" is taken', `${BACKSPACE.repeat(6)}radio${ENTER}`],
          ...QUESTIONS.slice(1),
        ],
      )
      expect(code).toBe(0)
      expect(readdirSync(folder)).toEqual(['clacks-plugin-radio'])
    })
  })
})
