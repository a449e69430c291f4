import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { topFrame } from '../../../../src/cli/commands/top/frame.js'
import { nextSample, type Sample } from '../../../../src/cli/commands/top/samples.js'
import { chromeTrace } from '../../../../src/cli/commands/trace/chrome-trace.js'
import { bar, sparkline } from '../../../../src/cli/terminal/charts.js'
import { columnsOf } from '../../../../src/cli/terminal/columns.js'
import { duration } from '../../../../src/cli/terminal/duration.js'
import type { NodeStatus } from '../../../../src/control/server/node-status.js'
import { Histogram } from '../../../../src/histogram.js'
import type { TapCall } from '../../../../src/plugins/trace.js'

const ESCAPE = String.fromCharCode(27)

function statusAt(
  uptime: number,
  more: { sent?: number; queued?: number; plugins?: number; address?: string } = {},
): NodeStatus {
  const { sent = 0, queued = 0, plugins = 1, address = 'tower-1.example:8080' } = more
  return {
    version: '1.0.0',
    pid: 4711,
    address,
    fingerprint: undefined,
    certificate: undefined,
    config: undefined,
    uptime,
    sendrate: 50,
    statistics: {
      received: 0,
      enqueued: sent,
      sent,
      failed: 0,
      discarded: 0,
      refused: 0,
      queued,
      queuedBytes: 0,
      inFlight: 3,
    },
    watchers: 0,
    peers: { new: 1, alive: 12, lost: 3, dead: 0, ignored: 0 },
    plugins: Array.from({ length: plugins }, (_, index) => ({
      id: `plugin-${index}-${'x'.repeat(index)}`,
      name: 'plugin',
      version: undefined,
      state: index === 1 ? 'quarantined' : 'active',
      calls: sent * (index + 1),
      failures: index,
      seconds: new Histogram([]).snapshot(),
      quarantines: 0,
      milliseconds: sent * index,
      problem: undefined,
    })),
  }
}

function sampleOf(last: NodeStatus): Sample {
  const first = nextSample(undefined, statusAt(last.uptime - 2_000, { plugins: last.plugins.length }))
  return nextSample(first, last)
}

describe('nextSample', () => {
  it('has rates per second and a history', () => {
    const { rates, plugins, history } = sampleOf(statusAt(10_000, { sent: 100, queued: 7, plugins: 2 }))
    expect(rates).toMatchObject({ sent: 50, enqueued: 50, received: 0 })
    expect(plugins).toMatchObject([
      { calls: 50, busy: 0 },
      { calls: 100, busy: 50, state: 'quarantined' },
    ])
    expect(history).toEqual({ queued: [0, 7], in: [0, 50], out: [0, 50] })
  })

  it('has no negative rates after a plugin was replaced', () => {
    const before = nextSample(undefined, statusAt(1_000, { sent: 100 }))
    expect(nextSample(before, statusAt(2_000, { sent: 10 })).rates.sent).toBe(0)
  })
})

describe('topFrame', () => {
  const frame = (columns: number, rows: number, plugins = 3, coloured = false): readonly string[] =>
    topFrame(
      sampleOf(statusAt(10_000, { sent: 12_345, queued: 1_234_567, plugins })),
      { columns, rows },
      createColors(coloured),
    )

  it.each([
    [80, 24],
    [200, 50],
    [50, 24],
    [120, 12],
    [80, 5],
  ])('fits %i columns and %i rows', (columns, rows) => {
    const lines = frame(columns, rows, 30)
    expect(lines.length).toBeLessThanOrEqual(rows)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns)
    expect(lines.join()).not.toContain(ESCAPE)
  })

  it('shows rates, peers and plugins', () => {
    const text = frame(80, 24).join('\n')
    expect(text).toContain('clacks 1.0.0  tower-1.example:8080')
    expect(text).toMatch(/^queue +1\.2M +▁█$/m)
    expect(text).toMatch(/^out +6173\/s +▁█$/m)
    expect(text).toMatch(/^ +12 alive, 1 new, 3 lost, 0 dead, 0 ignored$/m)
    expect(text).toMatch(/^plugin-1-x +quarantined +12\.3k +1 +6173/m)
    expect(frame(80, 14, 30).at(-1)).toMatch(/^and \d+ more$/)
  })

  it('aligns the columns of a plugin whose id has wide characters', () => {
    const status = statusAt(10_000, { plugins: 1 })
    const ids = ['漢字', '🗼', 'plain']
    const plugins = ids.flatMap((id) => status.plugins.map((plugin) => ({ ...plugin, id })))
    const lines = topFrame(
      nextSample(undefined, { ...status, plugins }),
      { columns: 80, rows: 24 },
      createColors(false),
    )
    const rows = lines.filter((line) => line.includes('active'))
    expect(rows.map((row) => columnsOf(row.slice(0, row.indexOf('active'))))).toEqual([32, 32, 32])
  })

  it('reports a terminal that is too narrow', () => {
    expect(frame(49, 24)).toEqual(['terminal too narrow: 49 columns, need 50'])
    expect(frame(8, 24)).toEqual(['termina…'])
  })

  it('uses colours if asked to, and escapes control characters', () => {
    expect(frame(80, 24, 3, true).join()).toContain(`${ESCAPE}[`)
    const wild = sampleOf(statusAt(10_000, { address: `${ESCAPE}[2J:1` }))
    expect(topFrame(wild, { columns: 80, rows: 24 }, createColors(false))[0]).toContain('\\u001b[2J:1')
  })
})

describe('charts', () => {
  it.each([
    [[], 4, '    '],
    [[0, 0], 4, '  ▁▁'],
    [[1, 2, 4, 8], 4, '▁▂▄█'],
    [[9, 8, 4], 2, '█▄'],
  ])('sparkline(%j, %i)', (points, columns, drawn) => {
    expect(sparkline(points, columns)).toBe(drawn)
  })

  it.each([
    [0, '    '],
    [0.5, '██  '],
    [0.28, '█▏  '],
    [1, '████'],
    [7, '████'],
    [-1, '    '],
  ])('bar(%d)', (share, drawn) => {
    expect(bar(share, 4)).toBe(drawn)
  })

  it.each([
    [0, '0ms'],
    [59_999, '59s'],
    [61_000, '1m 1s'],
    [3_600_000, '1h'],
    [90_061_000, '1d 1h'],
  ])('duration(%i)', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text)
  })
})

it('a Chrome trace has a row for each message at a hook and a bar for each tap call', () => {
  const call = (passage: number, order: number, time: number): TapCall => ({
    passage,
    order,
    hook: 'received',
    plugin: `tap-${order}`,
    time,
    took: 0.5,
    message: '"x"',
    changes: [],
  })
  expect(chromeTrace([call(1, 1, 1_000), call(1, 2, 1_001), call(2, 1, 1_002)]).traceEvents).toMatchObject([
    { ph: 'M', name: 'thread_name', tid: 1, args: { name: 'received #1' } },
    { ph: 'M', name: 'thread_name', tid: 2 },
    { ph: 'X', name: 'tap-1', cat: 'received', tid: 1, ts: 0, dur: 500 },
    { ph: 'X', name: 'tap-2', tid: 1, ts: 1_000 },
    { ph: 'X', name: 'tap-1', tid: 2, ts: 2_000, args: { order: 1, message: '"x"' } },
  ])
  expect(chromeTrace([]).traceEvents).toEqual([])
})
