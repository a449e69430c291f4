import { Clacks } from 'clacks'
import { measured } from '../wire/measured.cjs'

const STOCK = 2_000
const FILLING = 'GNU Terry Pratchett. '.repeat(8)

/** As fast as they are taken, and every message another one. */
measured(async ({ key, cert, port }: { key: string; cert: string; port: number }) => {
  const node = new Clacks({ key, cert, port: 0, sendrate: Number.POSITIVE_INFINITY })
  await node.start()
  node.addPeer('127.0.0.1', port)
  let n = 0
  const refill = (): void => {
    for (let missing = STOCK - node.statistics().queued; missing > 0; missing--)
      node.enqueue({ class: 'chat', n: n++, text: FILLING })
  }
  refill()
  setInterval(refill, 5)
  return { count: () => node.statistics().sent }
})
