import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ClacksOptions, createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import { draw } from './picture.js'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const OUT = fileURLToPath(new URL('out/', import.meta.url))
const TOWERS = ['tower-1', 'tower-2', 'tower-3', 'tower-4', 'tower-5', 'tower-6']

/** A line of towers that know only their neighbours. The crawler at one end maps them. */
export default async function crawling(signal: AbortSignal): Promise<void> {
  const tower = (place: ClacksOptions) => createNode(CONFIG, { overrides: place })
  await using network = await createLoopback({
    nodes: { crawler: tower, ...Object.fromEntries(TOWERS.map((name) => [name, tower])) },
    legacy: ['old-tower'],
    topology: 'line',
    signal,
  })
  const map = network.node('crawler').service('crawl')
  if (map === undefined) throw new Error('the crawler has no plugin')
  const names = (address: string): string => {
    const colon = address.lastIndexOf(':')
    return (
      network.nameOf({ hostname: address.slice(0, colon), port: Number(address.slice(colon + 1)) }) ?? address
    )
  }
  const everybody = (): Set<string> => new Set([...map.found].flat(2).map(names))

  network.node('crawler').hooks.queued.tap('crawling', (list, origin) => {
    if (origin !== 'received') return
    const lines = Object(list).visited.length
    console.log(
      `a list with ${lines} entries is back; ${everybody().size} of ${network.names.length} nodes known`,
    )
  })
  map.start()
  mkdirSync(OUT, { recursive: true })
  await network.until('all nodes are known', () => everybody().size === network.names.length, '60s')
  // No await from here on: a list that comes back would change the map.
  console.log()

  const lines = [...map.found].map(([node, knows]) => [names(node), knows.map(names)] as const)
  const edges = lines.flatMap(([node, knows]) => knows.map((known) => [node, known] as const))
  const wrote = new Set(lines.map(([node]) => node))
  const nodes = new Map(network.names.map((name) => [name, wrote.has(name)]))
  writeFileSync(
    `${OUT}network.svg`,
    draw({ title: `${nodes.size} nodes, ${edges.length} known peers`, nodes, edges }),
  )
  for (const [node, knows] of lines) console.log(`${node.padEnd(9)} knows ${knows.join(', ')}`)
  const silent = network.names.filter((name) => !wrote.has(name))
  console.log(
    `Named by others only: ${silent.join(', ') || 'none'}. The picture: examples/crawling/out/network.svg`,
  )
}
