const HEIGHTS = '▁▂▃▄▅▆▇█'
const EIGHTHS = ' ▏▎▍▌▋▊▉█'

/** The last points as a curve of so many columns, the highest as high as a line; a blank where there is no point yet. */
export function curve(points: readonly number[], columns: number): string {
  const shown = points.slice(-columns)
  const highest = Math.max(...shown, 0)
  const heights = shown.map((point) => {
    if (highest === 0 || point <= 0) return HEIGHTS[0]
    return HEIGHTS[Math.min(7, Math.ceil((point / highest) * 8) - 1)]
  })
  return heights.join('').padStart(columns)
}

/** A share of 1 as a bar of so many columns. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * columns * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  const rest = eighths % 8 === 0 ? '' : (EIGHTHS[eighths % 8] ?? '')
  return (full + rest).padEnd(columns)
}
