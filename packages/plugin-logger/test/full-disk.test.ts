import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { filesIn, linesOf, temporaryFolder } from './temporary-folder.js'

const SCRIPT = fileURLToPath(new URL('write-until-full.ts', import.meta.url))

// A limit on the file size of a process causes partial writes, like a disk that becomes full.
if (process.platform !== 'win32') {
  test('partial writes are undone', async () => {
    const folder = await temporaryFolder()
    const command = 'ulimit -f 8; exec "$0" --import tsx "$@"'
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      command,
      process.execPath,
      SCRIPT,
      folder,
      '1000',
    ])
    const { lines, codes } = JSON.parse(stdout)
    expect(codes).toEqual(['EFBIG', 'EFBIG'])
    expect(lines).toBeGreaterThan(0)
    const { 'log.ndjson': log = '', ...files } = await filesIn(folder)
    expect(linesOf(log)).toHaveLength(lines)
    expect(Object.keys(files)).toEqual([`${'a'.repeat(64)}/1`])
  })
}
