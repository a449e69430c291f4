import type { Metrics } from '../src/index.js'

/** The series of a text in the format of Prometheus: `name{label="value"}` -> value. */
export function seriesIn(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

/** What a service serves now. */
export async function seriesOf(metrics: Pick<Metrics, 'text'> | undefined): Promise<Map<string, number>> {
  return seriesIn((await metrics?.text()) ?? '')
}

/** The series of some names, those of value 0 left out. */
export function nonZero(series: Map<string, number>, name: RegExp): Record<string, number> {
  return Object.fromEntries([...series].filter(([key, value]) => name.test(key) && value !== 0))
}
