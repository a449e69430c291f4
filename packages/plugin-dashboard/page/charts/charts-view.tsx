import type { ViewProps } from '../parts/view.js'
import { RATES, type Rate } from '../state/samples.js'
import { useStore } from '../state/store.js'
import { Chart } from './chart.js'

const COLOURS: Readonly<Record<Rate, { readonly colour: string; readonly dash: readonly number[] }>> = {
  received: { colour: 'alive', dash: [] },
  sent: { colour: 'accent', dash: [8, 4] },
  failed: { colour: 'lost', dash: [2, 3] },
  discarded: { colour: 'dead', dash: [10, 3, 2, 3] },
}

/** Queue, rates and peers over time, since the page was opened. */
export function ChartsView({ network, node }: ViewProps) {
  useStore(network)
  const { list } = node.samples
  const times = list.map(({ time }) => time)
  const latest = list.at(-1)
  return (
    <>
      <p>Since the page was opened, at most 15 minutes.</p>
      <Chart
        title="Messages a second"
        times={times}
        series={RATES.map((name) => ({
          label: name,
          ...COLOURS[name],
          values: list.map(({ rates }) => rates[name]),
        }))}
      />
      <Chart
        title="Messages in the queue"
        times={times}
        series={[{ label: 'waiting', colour: 'accent', dash: [], values: list.map(({ queued }) => queued) }]}
      />
      <Chart
        title="Peers alive"
        times={times}
        series={[{ label: 'alive', colour: 'alive', dash: [], values: list.map(({ alive }) => alive) }]}
      />
      <section aria-labelledby="now-title">
        <h3 id="now-title">Now</h3>
        <table>
          <tbody>
            {RATES.map((name) => (
              <tr key={name}>
                <th scope="row">{name} a second</th>
                <td>{latest?.rates[name].toFixed(1)}</td>
                <th scope="row">{name} in all</th>
                <td>{node.status?.statistics[name].toLocaleString('en')}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">waiting</th>
              <td>{node.status?.statistics.queued.toLocaleString('en')}</td>
              <th scope="row">bytes waiting</th>
              <td>{node.status?.statistics.queuedBytes.toLocaleString('en')}</td>
            </tr>
          </tbody>
        </table>
      </section>
    </>
  )
}
