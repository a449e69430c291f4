// Run by full-disk.test.ts in a process with a small limit on the file size.
import { join } from 'node:path'
import { MessageFiles } from '../src/message-files.js'
import { RotatingFile } from '../src/rotating-file.js'
import type { Entry } from '../src/sink.js'

const [folder = '', lineBytes = ''] = process.argv.slice(2)

function entry(time: number, size: number): Entry {
  const text = `${JSON.stringify({ time, text: 'x'.repeat(size) })}\n`
  return { identifier: 'a'.repeat(64), time, text, bytes: text.length }
}

const file = new RotatingFile({ file: join(folder, 'log.ndjson'), maxBytes: 0, maxAge: 0, keep: 1 })
const files = new MessageFiles(folder)
let lines = 0
const codes: unknown[] = []
for (const attempt of [
  async () => {
    for (;;) lines += await file.write([entry(lines, Number(lineBytes))])
  },
  () => files.write([entry(1, 10)]),
  () => files.write([entry(2, 100_000)]),
]) {
  await attempt().catch((thrown: unknown) => {
    codes.push(thrown instanceof Error && 'code' in thrown ? thrown.code : thrown)
  })
}
console.log(JSON.stringify({ lines, codes }))
