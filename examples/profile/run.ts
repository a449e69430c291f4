import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { type CoverageOptions, drawCoverage, measureCoverage, theory } from './coverage.js'
import { hopsTo, walkGrid } from './grid.js'
import { drawGrid } from './grid-picture.js'

const OUT = fileURLToPath(new URL('out/', import.meta.url))
const CROWD: CoverageOptions = { nodes: 10_000, seed: 7, contacts: 20, messages: 2, until: 0.99 }

/** Simulates a grid of 400 nodes (animated), then 10,000 nodes (a chart with the theory). */
export default async function profile(signal: AbortSignal): Promise<void> {
  await mkdir(OUT, { recursive: true })
  const frames = await walkGrid(20, 1, 60, 12_000)
  const last = frames.at(-1)
  if (last === undefined) return
  await writeFile(`${OUT}grid.svg`, drawGrid(frames))
  const grid = new Table({
    head: ['20 x 20 grid, nodes reached', 'hops'],
    style: { head: [], border: [], compact: true },
  })
  for (const share of [0.5, 0.9, 0.99, 1]) grid.push([`${share * 100} %`, hopsTo(share, last) ?? 'not yet'])
  console.log(grid.toString())
  signal.throwIfAborted()

  console.log(`${CROWD.messages} messages among ${CROWD.nodes} nodes; it takes a few minutes.`)
  const curve = await measureCoverage(CROWD, signal)
  await writeFile(`${OUT}coverage.svg`, drawCoverage(curve, CROWD))
  const head = ['10,000 nodes, reached', 'hops a message', 'theory: n ln(1/(1-share))', 'ratio']
  const crowd = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const share of [0.25, 0.5, 0.75, 0.9, 0.99]) {
    const point = curve.find((each) => each.share >= share)
    if (point === undefined) continue
    const expected = -CROWD.nodes * Math.log(1 - point.share)
    crowd.push([
      `${(point.share * 100).toFixed(1)} %`,
      Math.round(point.hops),
      Math.round(expected),
      (point.hops / expected).toFixed(2),
    ])
  }
  console.log(crowd.toString())
  const worst = Math.max(...curve.map(({ hops, share }) => Math.abs(share - theory(hops, CROWD.nodes))))
  console.log(`Furthest from the theory: ${(worst * 100).toFixed(1)} percent of the nodes.`)
  console.log('The pictures: examples/profile/out/grid.svg and coverage.svg')
}
