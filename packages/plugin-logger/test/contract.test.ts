import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPlugin } from 'clacks/testing'
import { afterAll, describe, it } from 'vitest'
import logger from '../src/index.js'

const directory = mkdtempSync(join(tmpdir(), 'clacks-logger-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

testPlugin(logger, {
  describe,
  it,
  valid: [
    { directory },
    { directory, type: 'announce' },
    { directory, format: 'ndjson' },
    { directory, format: 'ndjson', file: join(directory, 'named.ndjson'), maxBytes: 0, maxAge: 0, keep: 0 },
    { directory, bufferMessages: 1, bufferBytes: 1 },
  ],
  invalid: [
    { directory: '' },
    { directory: 7 },
    { directry: directory },
    { type: 'messages' },
    { format: 'json' },
    { directory, file: 'only-with-ndjson' },
    { maxBytes: -1 },
    { maxAge: 1.5 },
    { keep: '3' },
    { bufferMessages: 0 },
    { bufferBytes: 0 },
    'directory',
  ],
})
