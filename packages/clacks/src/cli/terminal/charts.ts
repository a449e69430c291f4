const HEIGHTS = '▁▂▃▄▅▆▇█'
const EIGHTHS = ' ▏▎▍▌▋▊▉█'

/**
 * A sparkline of the latest points, scaled to the highest; padded on the left if there are too few.
 */
export function sparkline(points: readonly number[], columns: number): string {
  const shown = points.slice(-columns)
  const highest = Math.max(...shown, 0)
  const heights = shown.map((point) => {
    if (highest === 0 || point <= 0) return HEIGHTS[0]
    return HEIGHTS[Math.min(7, Math.ceil((point / highest) * 8) - 1)]
  })
  return heights.join('').padStart(columns)
}

/** A horizontal bar that fills a share (0 to 1) of the columns. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * columns * 8)
  const full = '█'.repeat(Math.floor(eighths / 8))
  const rest = eighths % 8 === 0 ? '' : (EIGHTHS[eighths % 8] ?? '')
  return (full + rest).padEnd(columns)
}
