import type { Frame } from './recording.js'

const FONT_SIZE = 14
const CELL_WIDTH = 8.43
const LINE_HEIGHT = 19
const PADDING = 16
/** How long the last frame stays. */
const HOLD_MS = 5_000
const BACKGROUND = '#0d1117'
/** Classes of the SGR codes that the screen uses. */
const STYLES: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
}
const SHEET = [
  `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}`,
  '.bold{font-weight:bold}.dim{fill:#8b949e}.green{fill:#3fb950}.yellow{fill:#d29922}.cyan{fill:#39c5cf}',
].join('')

/** Text of one style at a column. */
interface Span {
  readonly column: number
  readonly text: string
  readonly style: string
}

/**
 * The frames as an SVG that plays for ever, animated with SMIL: no script, so that GitHub shows it.
 * Lines that stay as they are from one frame to the next are written once.
 * @param size columns and rows of the terminal
 */
export function animatedSvg(
  frames: readonly Frame[],
  size: { readonly columns: number; readonly rows: number },
  title: string,
): string {
  const width = Math.ceil(size.columns * CELL_WIDTH + 2 * PADDING)
  const height = size.rows * LINE_HEIGHT + 2 * PADDING
  const duration = (frames.at(-1)?.at ?? 0) + HOLD_MS
  const rows = Array.from({ length: size.rows }, (_, row) => drawRow(frames, row, duration))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${SHEET}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    ...rows.flat(),
    '</svg>\n',
  ].join('\n')
}

/** One line of the screen: each text that it shows, with the times at which it is visible. */
function drawRow(frames: readonly Frame[], row: number, duration: number): string[] {
  const y = PADDING + row * LINE_HEIGHT + FONT_SIZE
  const shown = frames.map(({ lines }) => lines[row] ?? '')
  const texts = [...new Set(shown)].filter((text) => text.trim() !== '')
  return texts.map((text) => {
    const spans = spansOf(text).map(
      ({ column, text, style }) =>
        `<tspan x="${round(PADDING + column * CELL_WIDTH)}"${style === '' ? '' : ` class="${style}"`}>${escapeXml(text)}</tspan>`,
    )
    const visible = shown.map((each) => (each === text ? 'visible' : 'hidden'))
    return `<text y="${y}">${spans.join('')}${animate(frames, visible, duration)}</text>`
  })
}

/** The visibility over time; only the moments at which it changes are written. */
function animate(frames: readonly Frame[], values: readonly string[], duration: number): string {
  const changes = values.flatMap((value, index) =>
    value === values[index - 1] ? [] : [{ value, at: (frames[index]?.at ?? 0) / duration }],
  )
  if (changes.length === 1) return ''
  const times = changes.map(({ at }) => Number(at.toFixed(4))).join(';')
  const list = changes.map(({ value }) => value).join(';')
  return `<animate attributeName="visibility" values="${list}" keyTimes="${times}" calcMode="discrete" dur="${Math.round(duration)}ms" repeatCount="indefinite"/>`
}

/** Splits a line at changes of style and at gaps, so that columns align in every font. */
function spansOf(line: string): Span[] {
  const [plain = '', ...styled] = line.split('\u001B[')
  const parts = [{ code: '', text: plain }]
  for (const part of styled) {
    const end = part.indexOf('m')
    parts.push({ code: part.slice(0, end), text: part.slice(end + 1) })
  }
  let style = ''
  let column = 0
  return parts.flatMap(({ code, text }) => {
    if (code !== '') style = STYLES[code] ?? ''
    const start = column
    column += [...text].length
    return [...text.matchAll(/\S+(?: \S+)*/g)].map((word) => ({
      column: start + [...text.slice(0, word.index)].length,
      text: word[0],
      style,
    }))
  })
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
