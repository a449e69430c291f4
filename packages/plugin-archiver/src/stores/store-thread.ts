// The thread of a store. It does not block the node, and only it loads the database driver.
import { parentPort, workerData } from 'node:worker_threads'
import type { ArchiveStore } from '../archive.js'
import { StoreFailure, textOf } from '../store-failure.js'
import { unpack } from './packed.js'
import type { StoreThreadData, ThreadAnswer, ThreadCall } from './threaded.js'

// Set by `ThreadedStore`.
const { url, name }: StoreThreadData = workerData
const store = await storeAt(url)

parentPort?.on('message', (call: ThreadCall) => {
  const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message)
  Promise.resolve(done(call)).then(
    (result: unknown) => answer({ id: call.id, result }),
    (thrown: unknown) => {
      const kind = thrown instanceof StoreFailure ? thrown.kind : 'unavailable'
      answer({ id: call.id, failure: { kind, text: textOf(thrown) } })
    },
  )
})

async function storeAt(url: string): Promise<ArchiveStore> {
  if (url.startsWith('sqlite:')) {
    const { SqliteStore } = await import('./sqlite.js')
    return new SqliteStore(url.slice('sqlite:'.length))
  }
  const { PostgresStore } = await import('./postgres.js')
  return new PostgresStore(url, name)
}

function done(call: ThreadCall): unknown {
  if (call.method === 'record') return store.record(unpack(call.sightings), call.merge)
  const work: unknown = Reflect.get(store, call.method)
  return typeof work === 'function' ? Reflect.apply(work, store, call.args) : undefined
}
