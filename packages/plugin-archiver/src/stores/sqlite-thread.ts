// The thread in which an archive in a file works: all calls of libsql are synchronous.
import { parentPort, workerData } from 'node:worker_threads'
import { StoreFailure, textOf } from '../store-failure.js'
import { SqliteStore } from './sqlite.js'
import type { ThreadAnswer, ThreadCall } from './threaded.js'

const store = new SqliteStore(String(workerData))

parentPort?.on('message', ({ id, method, args }: ThreadCall) => {
  const work: unknown = Reflect.get(store, method)
  if (typeof work !== 'function') return
  const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message)
  Promise.resolve(Reflect.apply(work, store, args)).then(
    (result: unknown) => answer({ id, result }),
    (thrown: unknown) => {
      const kind = thrown instanceof StoreFailure ? thrown.kind : 'unavailable'
      answer({ id, failure: { kind, text: textOf(thrown) } })
    },
  )
})
