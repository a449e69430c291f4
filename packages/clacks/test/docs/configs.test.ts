import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from 'clacks'
import { afterEach, describe, expect, it } from 'vitest'
import { allPages, ROOT } from './pages.js'

const blocks = allPages()
  .flatMap((page) => page.blocks)
  .filter(({ words }) => words.includes('config'))

describe('configs in the documentation', () => {
  let folder = ''

  afterEach(() => rm(folder, { recursive: true, force: true }))

  it.each(blocks.map((block) => [block.place, block] as const))('%s is valid', async (_, { code, words }) => {
    folder = await mkdtemp(join(tmpdir(), 'clacks-config-'))
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    const file = join(folder, `clacks.config.${words[0]}`)
    await writeFile(file, code)
    const { plugins } = await loadConfig(file)
    expect(plugins.length).toBe(
      [
        ...code.matchAll(
          /logger|'journal'|formatter|archiver|signer|- (?:gateway|metrics|dashboard)$|quiet\(\)/gm,
        ),
      ].length,
    )
  })
})
