// Run by sqlite-failures.test.ts in a process that may do less: writes to an archive until it
// fails, and says how.
import { StoreFailure } from '../../src/store-failure.js'
import { SqliteStore } from '../../src/stores/sqlite.js'
import { seen } from './sightings.js'

const store = new SqliteStore(process.argv[2] ?? '')
let batches = 0
try {
  for (; batches < 1_000; batches++) {
    const messages = Array.from({ length: 10 }, (_, n) =>
      seen({ n: batches * 10 + n, text: 'x'.repeat(1_000) }, n),
    )
    await store.record(messages, 'add')
  }
} catch (thrown) {
  const failure =
    thrown instanceof StoreFailure ? { kind: thrown.kind, text: thrown.message } : String(thrown)
  const readable = await store.totals().catch(String)
  console.log(JSON.stringify({ batches, failure, readable }))
}
