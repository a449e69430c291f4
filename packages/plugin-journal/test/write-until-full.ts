// Run by full-disk.test.ts in a process whose files are limited to a few kilobytes.
import { message, openJournal } from './open-journal.js'

const [folder = ''] = process.argv.slice(2)

const { journal, failures } = await openJournal(folder)
const written: string[] = []
for (let number = 0; failures.length < 2; number++) {
  const name = `${number}`
  await journal.write([message(name, 'x'.repeat(100))]).then(
    () => written.push(name),
    () => {},
  )
}
const [failure] = failures
console.log(JSON.stringify({ written, code: failure instanceof Error && 'code' in failure && failure.code }))
