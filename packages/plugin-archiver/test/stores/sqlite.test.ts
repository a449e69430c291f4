import { join } from 'node:path'
import { ThreadedStore } from '../../src/stores/threaded.js'
import { temporaryFolder } from '../temporary-folder.js'
import { testStore } from './store-contract.js'

testStore('an archive in a file', async () => {
  const file = join(await temporaryFolder(), 'archive.db')
  return () => new ThreadedStore(file)
})
