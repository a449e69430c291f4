import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { BIN } from './verified.js'

const SOURCE = fileURLToPath(new URL('./fixtures/source', import.meta.url))
const ENTER = '\r'
const CTRL_C = '\u0003'

type Talk = readonly (readonly [awaited: string, typed: string])[]

/** Runs `add` in a terminal: waits for a text, then types. Returns the code of the plugin. */
async function addInTerminal(args: readonly string[], talk: Talk, exits = 0): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-asks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(SOURCE, folder, { recursive: true })
  const command = [process.execPath, BIN, 'add', ...args].map((word) => `'${word}'`).join(' ')
  const sized = `stty cols 200 rows 40 && exec ${command}`
  const child = spawn('script', ['--quiet', '--return', '--command', sized, '/dev/null'], {
    cwd: folder,
    timeout: 30_000,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
  })
  const open = [...talk]
  let seen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text
    const [next] = open
    if (next === undefined || !seen.includes(next[0])) return
    seen = ''
    open.shift()
    child.stdin.write(next[1])
  })
  const code = await new Promise((done) => child.once('close', done))
  expect({ open, code }).toEqual({ open: [], code: exits })
  return readFile(join(folder, 'src/index.ts'), 'utf8')
}

// `script` takes these flags on Linux only.
it.runIf(process.platform === 'linux')(
  'asks in a terminal for what the command line leaves open',
  async () => {
    const code = await addInTerminal(
      ['option'],
      [
        ['Name of the option:', `Loud${ENTER}`],
        ['is not a valid name', `\u0015level${ENTER}`],
        ['Its type', `low|high${ENTER}`],
        ['What it does', `How loud it is.${ENTER}`],
        ['Its default', `low${ENTER}`],
      ],
    )
    expect(code).toContain("default: 'low',\n        description: 'How loud it is.'")
  },
)

it.runIf(process.platform === 'linux')('changes nothing after Ctrl-C', async () => {
  const code = await addInTerminal(['option', 'level'], [['Its type', CTRL_C]], 130)
  expect(code).toBe(await readFile(join(SOURCE, 'src/index.ts'), 'utf8'))
})
