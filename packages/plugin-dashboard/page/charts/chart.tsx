import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { colours } from '../state/motion.js'

/** One line of a chart. */
export interface Series {
  readonly label: string
  /** The name of a colour in the style sheet. */
  readonly colour: string
  /** Lengths of dashes and gaps, so that the lines differ without colours. */
  readonly dash: readonly number[]
  readonly values: readonly number[]
}

interface ChartProps {
  readonly title: string
  /** Seconds since 1970. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
}

const HEIGHT = 200

/** A chart of lines over time, as wide as its place. */
export function Chart({ title, times, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const create = (): void => {
      plot.current?.destroy()
      plot.current = new uPlot(optionsOf(element, series), [[]], element)
    }
    create()
    const observer = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    )
    observer.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', create)
    return () => {
      observer.disconnect()
      scheme.removeEventListener('change', create)
      plot.current?.destroy()
      plot.current = null
    }
  }, [])
  useEffect(() => {
    plot.current?.setData([[...times], ...series.map(({ values }) => [...values])])
  })
  return (
    <section>
      <h3>{title}</h3>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={`Chart: ${title}. The table below has the values.`}
      />
      <ul class="legend" aria-hidden="true">
        {series.map(({ label, colour, dash }) => (
          <li key={label}>
            <svg width="34" height="8" aria-hidden="true">
              <line
                x1="0"
                y1="4"
                x2="34"
                y2="4"
                stroke={`var(--${colour})`}
                stroke-width="2"
                stroke-dasharray={dash.join(' ')}
              />
            </svg>{' '}
            {label}
          </li>
        ))}
      </ul>
    </section>
  )
}

function optionsOf(element: HTMLElement, series: readonly Series[]): uPlot.Options {
  const colour = colours(element)
  const axis = { stroke: colour('text'), grid: { stroke: colour('edge') }, ticks: { stroke: colour('edge') } }
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
    axes: [axis, { ...axis, size: 60 }],
    series: [
      {},
      ...series.map(({ label, colour: name, dash }) => ({
        label,
        stroke: colour(name),
        width: 2,
        points: { show: false },
        dash: [...dash],
      })),
    ],
  }
}
