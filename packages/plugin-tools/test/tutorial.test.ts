import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { render } from '../../create-clacks-plugin/src/index.js'
import { BIN } from './verified.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/** A block of code: the words behind its fence, and what stands in it. */
const BLOCKS = /^```(\w+) ?(\S*)\n(.*?)^```$/gms

it('what the tutorial changes compiles, and its tests are green', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-tutorial-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, text] of await render('transformer', ANSWERS)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const node = (...args: string[]) => run(process.execPath, args, { cwd: folder, timeout: 100_000 })

  let changes = 0
  const page = await readFile(join(ROOT, 'docs/plugins/tutorial.md'), 'utf8')
  for (const [, language, file = '', code = ''] of page.matchAll(BLOCKS)) {
    if (language === 'sh' && code.startsWith('npx clacks-plugin add'))
      await node(BIN, ...wordsOf(code).slice(2))
    else if (file !== '') await edit(join(folder, file), (text) => changed(text, language, code))
    else continue
    changes++
  }
  expect(changes).toBe(4)

  await node(join(ROOT, 'node_modules/typescript/bin/tsc'))
  const { stdout } = await node(join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose')
  expect(stdout).toContain('makes texts loud')
  expect(stdout).toMatch(/Tests .*25 passed/)
})

const ANSWERS = {
  name: 'clacks-plugin-shout',
  language: 'typescript',
  description: 'Shouts.',
  author: '',
  repository: 'moist/clacks-plugin-shout',
  packageManager: 'npm',
  year: 2026,
} as const

/** The words of a command line, those in quotes as one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')))
}

/** A text with a line replaced, as `diff` says it, or with code at its end. */
function changed(text: string, language: string | undefined, code: string): string {
  if (language !== 'diff') return `${text}\n${code}`
  const [before = '', after = ''] = code.split('\n').map((line) => line.slice(1))
  expect(text.split(before)).toHaveLength(2)
  return text.replace(before, () => after)
}
