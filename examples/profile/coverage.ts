import { createNetwork, SeededRandom } from 'clacks/testing'
import * as echarts from 'echarts'

/** A point of the curve. */
export interface Coverage {
  /** Hops that each message has made. */
  readonly hops: number
  /** Share of the nodes that have had a message, the mean over the messages. */
  readonly share: number
}

/** The simulation. */
export interface CoverageOptions {
  readonly nodes: number
  readonly seed: number
  /** Random peers that each node knows at the start. */
  readonly contacts: number
  /** Messages that walk at the same time. */
  readonly messages: number
  /** Ends at this share. */
  readonly until: number
}

/** Share of n nodes visited after h uniformly random hops: 1 - e^(-h/n). */
export const theory = (hops: number, nodes: number): number => 1 - Math.exp(-hops / nodes)

/** Lets messages walk and measures the share of nodes visited. @param signal aborts it */
export async function measureCoverage(
  options: CoverageOptions,
  signal?: AbortSignal,
): Promise<readonly Coverage[]> {
  const { nodes, seed, contacts, messages, until } = options
  const random = new SeededRandom(seed)
  await using network = await createNetwork<number>({
    nodes,
    seed,
    topology: () => Array.from({ length: contacts }, () => Math.floor(random.fraction() * nodes)),
    // Nodes also get to know each other, twice a second: the less time passes, the less they do so.
    latency: 1,
    options: { sendrate: Number.POSITIVE_INFINITY, idleAnnounce: 0 },
  })
  const had = Array.from({ length: messages }, () => new Set<number>())
  let hops = -messages
  for (const [index, node] of network.nodes.entries()) {
    node.hooks.queued.tap('coverage', (message) => {
      hops++
      had[message - 1]?.add(index)
    })
  }
  for (let message = 1; message <= messages; message++)
    network.node(Math.floor(random.fraction() * nodes)).enqueue(message)
  const curve: Coverage[] = []
  const share = (): number => had.reduce((sum, { size }) => sum + size, 0) / messages / nodes
  while (share() < until) {
    signal?.throwIfAborted()
    await network.advance('100ms')
    curve.push({ hops: hops / messages, share: share() })
  }
  return curve
}

/** Draws the curve and the theory as an SVG. */
export function drawCoverage(
  curve: readonly Coverage[],
  { nodes, contacts, messages }: CoverageOptions,
): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 400 })
  const every = Math.max(1, Math.floor(curve.length / 150))
  const points = curve.filter((_, index) => index % every === 0)
  const line = { type: 'line', showSymbol: false, smooth: true } as const
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: {
      text: `${nodes} nodes, ${contacts} contacts each, ${messages} messages`,
      left: 'center',
      top: 8,
      textStyle: { fontSize: 14 },
    },
    legend: { top: 32 },
    grid: { left: 60, right: 30, top: 70, bottom: 50 },
    xAxis: { type: 'value', name: 'hops a message / nodes', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', name: 'nodes that have had it, %', max: 100 },
    series: [
      { ...line, name: 'simulated', data: points.map(({ hops, share }) => [hops / nodes, share * 100]) },
      {
        ...line,
        name: '1 - e^(-hops/nodes)',
        lineStyle: { type: 'dashed' },
        data: points.map(({ hops }) => [hops / nodes, theory(hops, nodes) * 100]),
      },
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
