import { join } from 'node:path'
import { openStore } from '../../src/stores/open-store.js'
import { temporaryFolder } from '../temporary-folder.js'
import { testStore } from './store-contract.js'

testStore('an archive in a file', async () => {
  const file = join(await temporaryFolder(), 'archive.db')
  return () => openStore(`sqlite:${file}`)
})
