import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allPages, type CodeBlock, ROOT } from './pages.js'
import { SOURCE_PATHS } from './source-paths.js'

const run = promisify(execFile)
const blocks = allPages()
  .flatMap((page) => page.blocks)
  .filter(({ words }) => words[0] === 'ts' && words.includes('run'))

/** The expected output: the comments after `console.log(…)`. */
const PRINTS = /console\.log\(.*\) \/\/ (.+)$/gm

describe('programs in the documentation', () => {
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clacks-docs-'))
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), tsconfig())
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(blocks.map((block) => [block.place, block] as const))(
    '%s runs and prints the expected output',
    async (_, block) => {
      const { stdout } = await execute(block)
      for (const [, expected = ''] of block.code.matchAll(PRINTS)) expect(stdout).toContain(expected)
    },
    60_000,
  )

  it('exist', () => {
    expect(blocks.length).toBeGreaterThan(3)
  })

  async function execute({ code, place }: CodeBlock): Promise<{ stdout: string }> {
    const file = join(folder, `${place.replace(/\W+/g, '-')}.ts`)
    await writeFile(file, code)
    const env = {
      ...process.env,
      TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json'),
      NODE_OPTIONS: '',
      NO_COLOR: '1',
    }
    return run(process.execPath, ['--import', tsx(), file], { cwd: folder, env, timeout: 50_000 })
  }
})

function tsx(): string {
  return import.meta.resolve('tsx')
}

/** Maps `clacks` to its sources, as in all tests. */
function tsconfig(): string {
  const paths = Object.fromEntries(
    Object.entries(SOURCE_PATHS).map(([name, files]) => [name, files.map((file) => join(ROOT, file))]),
  )
  return JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: { paths } })
}
