import type { Frame } from './grid.js'

const CELL = 9
const GAP = 24
const TOP = 40
const SECONDS = 24
/** From none to many. */
const BLUES = ['#f1f3f5', '#d0e2f2', '#a3c8e6', '#6fa8d6', '#3f86c0', '#1f659f', '#0f457a', '#072a52']
const GREENS = ['#f1f3f5', '#d7ecd2', '#aedca5', '#7cc576', '#48a552', '#23853b', '#0d6328', '#044017']
/** From early to late. */
const REDS = ['#67000d', '#a50f15', '#cb181d', '#ef3b2c', '#fb6a4a', '#fc9272', '#fcbba1', '#fee0d2']

/** Three grids side by side, animated with SMIL: no script, and every browser plays it. */
export function drawGrid(frames: readonly Frame[]): string {
  const side = Math.sqrt(frames[0]?.visits.length ?? 0)
  const width = side * CELL
  const panels = [
    {
      title: 'visits of the message',
      colour: (frame: Frame, cell: number) => level(BLUES, frame.visits[cell]),
    },
    {
      title: 'known peers',
      colour: (frame: Frame, cell: number) => level(GREENS, (frame.known[cell] ?? 0) / 3),
    },
    {
      title: 'hops to the first visit',
      colour: (frame: Frame, cell: number) =>
        frame.first[cell] === undefined ? '#f1f3f5' : level(REDS, (frame.first[cell] ?? 0) / 32),
    },
  ]
  const drawn = panels.map(({ title, colour }, index) => {
    const left = GAP + index * (width + GAP)
    const cells = Array.from({ length: side * side }, (_, cell) => {
      const place = `x="${left + (cell % side) * CELL}" y="${TOP + Math.floor(cell / side) * CELL}"`
      return `<rect ${place}>${changes(
        'fill',
        frames.map((frame) => colour(frame, cell)),
      )}</rect>`
    })
    return `<text x="${left}" y="${TOP - 10}">${title}</text>${cells.join('')}`
  })
  const right = GAP + 3 * (width + GAP)
  const bottom = TOP + width + 28
  const marker = changes(
    'cx',
    frames.map(({ at }) => String(GAP + (at % side) * CELL + CELL / 2)),
  )
  const markerY = changes(
    'cy',
    frames.map(({ at }) => String(TOP + Math.floor(at / side) * CELL + CELL / 2)),
  )
  const counts = frames.map(({ hops, first }, index) => {
    const reached = first.filter((each) => each !== undefined).length
    const seen = frames.map((_, other) => (other === index ? 'visible' : 'hidden'))
    return `<text x="${GAP}" y="${bottom - 6}" visibility="hidden">${hops} hops: ${reached} of ${first.length} nodes have had it${changes('visibility', seen)}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}" width="${right}" height="${bottom}">`,
    `<style>rect{width:${CELL - 1}px;height:${CELL - 1}px}text{font:13px sans-serif;fill:#343a40}</style>`,
    `<path fill="#fff" d="M0 0H${right}V${bottom}H0z"/>`,
    ...drawn,
    `<circle r="${CELL * 0.6}" fill="none" stroke="#d9480f" stroke-width="2">${marker}${markerY}</circle>`,
    ...counts,
    '</svg>',
  ].join('\n')
}

/** Each level is twice as much as the one before. */
function level(colours: readonly string[], amount = 0): string {
  const step = amount <= 0 ? 0 : Math.min(colours.length - 1, Math.max(0, Math.floor(Math.log2(amount)) + 1))
  return colours[step] ?? ''
}

/** An attribute over time; only changes are written. */
function changes(attribute: string, values: readonly string[]): string {
  const kept = values.flatMap((value, index) =>
    value === values[index - 1] ? [] : [{ value, at: index / values.length }],
  )
  if (kept.length === 1) return `<set attributeName="${attribute}" to="${kept[0]?.value}"/>`
  const times = kept.map(({ at }) => Number(at.toFixed(3))).join(';')
  const list = kept.map(({ value }) => value).join(';')
  return `<animate attributeName="${attribute}" values="${list}" keyTimes="${times}" calcMode="discrete" dur="${SECONDS}s" repeatCount="indefinite"/>`
}
