import { Clacks } from 'clacks'
import { generate } from 'selfsigned'
import { measureIdle } from './idle.cjs'

const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
await measureIdle(async () => {
  const node = new Clacks({ key, cert, port: 0 })
  await node.start()
})
