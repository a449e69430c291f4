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
    { bufferMessages: 0 },
    { batchMs: 1.5 },
    'archive.db',
  ],
})
