import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plugin, PluginNode } from 'clacks'
import { testPlugin } from 'clacks/testing'
import { afterAll, describe, it } from 'vitest'
import journal, { type JournalOptions } from '../src/index.js'

const parent = mkdtempSync(join(tmpdir(), 'clacks-journal-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const folder = join(parent, 'journal')

const folders = new WeakMap<PluginNode, string>()

function folderOf(node: PluginNode): string {
  const existing = folders.get(node) ?? mkdtempSync(join(parent, 'node-'))
  folders.set(node, existing)
  return existing
}

/** The suite starts many nodes, and each needs a journal of its own. */
function journalPerNode(options: JournalOptions): Plugin {
  const plugin = journal(options)
  return {
    ...plugin,
    resolveOptions: () => plugin.resolveOptions(),
    setup: (ctx, resolved) => plugin.setup(ctx, { ...Object(resolved), folder: folderOf(ctx.node) }),
  }
}

testPlugin(journalPerNode, {
  describe,
  it,
  valid: [
    { folder },
    { folder, fsync: 'always' },
    { folder, fsync: 'interval', interval: 100 },
    { folder, fsync: 'never', compactAbove: 0 },
  ],
  invalid: [
    { folder: '' },
    { foldr: folder },
    { fsync: 'allways' },
    { fsync: 'interval', interval: 0 },
    { compactAbove: -1 },
    'journal',
  ],
})
