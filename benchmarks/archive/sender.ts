import { Clacks } from 'clacks'
import { measured } from '../wire/measured.cjs'

const STOCK = 2_000
const FILLING = 'GNU Terry Pratchett. '.repeat(8)

interface Settings {
  readonly key: string
  readonly cert: string
  readonly port: number
  /** Messages per second. */
  readonly rate: number
}

/** Sends distinct messages at this rate, as far as they are accepted. */
measured(async ({ key, cert, port, rate }: Settings) => {
  const node = new Clacks({ key, cert, port: 0, sendrate: rate })
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
