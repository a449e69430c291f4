import { Clacks, drop } from 'clacks'
import { measured } from '../wire/measured.cjs'
import { switchMetrics } from './switched.ts'

/** It takes each message out of the network, so that it can be measured for minutes. */
measured(async ({ key, cert }: { key: string; cert: string }) => {
  const node = new Clacks({ key, cert, port: 0, sendrate: 0 })
  node.hooks.received.tap('count', () => drop('counted'))
  await node.start()
  switchMetrics(node)
  return { port: node.address.port, count: () => node.statistics().discarded }
})
