import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPlugin } from 'clacks/testing'
import { afterAll, describe, it } from 'vitest'
import archiver from '../src/index.js'

const directory = mkdtempSync(join(tmpdir(), 'clacks-archiver-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const path = join(directory, 'archive.db')

testPlugin(archiver, {
  describe,
  it,
  valid: [
    { path },
    { store: `sqlite:${path}` },
    { path, classes: ['chat', ''] },
    { path, schema: { type: 'object', required: ['class'] } },
    { path, filter: () => true },
    { path, persister: true },
    {
      path,
      persister: { after: 5_000, jitter: 0, rate: 0.1, copies: 1, classes: ['chat'], filter: () => true },
    },
    { path, maxAge: 1_000, maxMessages: 10, maxBytes: 1_000, pruneMs: 1_000 },
    { path, onFull: 'block', bufferMessages: 1, bufferBytes: 1, batchMessages: 1, batchMs: 1 },
    { path, onFull: 'spill', spillPath: join(directory, 'spill'), spillBytes: 1_000 },
  ],
  invalid: [
    { path: '' },
    { pth: path },
    { store: 'mysql://localhost/archive' },
    { store: 'sqlite:' },
    { classes: 'chat' },
    { schema: { typ: 'object' } },
    { filter: 'chat' },
    { onFull: 'drop' },
    { persister: 'yes' },
    { persister: { aftr: 1 } },
    { persister: { rate: 0 } },
    { persister: { schema: { typ: 'object' } } },
    { persister: { filter: 1 } },
    { maxAge: -1 },
    { bufferMessages: 0 },
    { batchMs: 1.5 },
    'archive.db',
  ],
})
