import * as echarts from 'echarts'

/** Nodes and their known peers. */
export interface NetworkPicture {
  readonly title: string
  /** The name of each node, and whether it added itself to a list. */
  readonly nodes: ReadonlyMap<string, boolean>
  readonly edges: readonly (readonly [knows: string, known: string])[]
}

/** Draws the network as an SVG: nodes on a circle, arrows to the peers that they know. */
export function draw({ title, nodes, edges }: NetworkPicture): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 520 })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', top: 12, textStyle: { fontSize: 15 } },
    legend: { bottom: 10, data: ['added itself to the list', 'named by others only'] },
    series: {
      type: 'graph',
      layout: 'circular',
      circular: { rotateLabel: true },
      top: 80,
      bottom: 80,
      categories: [
        { name: 'added itself to the list', itemStyle: { color: '#2f6f9f' } },
        { name: 'named by others only', itemStyle: { color: '#d08a2e' } },
      ],
      data: [...nodes].map(([name, wrote]) => ({ name, category: wrote ? 0 : 1 })),
      links: edges.map(([source, target]) => ({ source, target })),
      symbolSize: 22,
      edgeSymbol: ['none', 'arrow'],
      edgeSymbolSize: 6,
      label: { show: true, position: 'right' },
      lineStyle: { curveness: 0.12, color: '#9aa5b1' },
    },
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
