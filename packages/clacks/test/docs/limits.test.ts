import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Limits } from '../../src/settings/settings.js'
import { settingsSchema } from '../../src/settings/settings-schema.js'
import { ROOT, readPage, rowsOf } from './pages.js'

const FILE = join(ROOT, 'docs/limits.md')
const { limits, weights, sendrate, byterate, killtimeout, idleAnnounce } = settingsSchema.properties

/** What happens above a limit. */
const BEYOND: Readonly<Record<keyof Limits, string>> = {
  bodyBytes: '413',
  messageBytes: '413; `enqueue` throws ERR_CLACKS_MESSAGE_TOO_LARGE',
  depth: '413; `enqueue` throws ERR_CLACKS_MESSAGE_TOO_DEEP',
  values: '413; `enqueue` throws ERR_CLACKS_MESSAGE_TOO_MANY_VALUES',
  queueMessages: '503; `enqueue` throws ERR_CLACKS_QUEUE_FULL',
  queueBytes: '503; `enqueue` throws ERR_CLACKS_QUEUE_FULL',
  queueSeconds: '503 to a peer that waits less',
  peers:
    'a peer that is dead or lost, was never reached, or gets no messages makes room, or the address is not added',
  peerShare: 'the address is not added',
  inFlight: 'sending waits',
  pipelining: 'another peer is picked',
  batchMessages: '413 for a request; a sender sends several',
  legacyPipelining: 'another peer is picked',
  connections: 'the oldest connection of the range that has most is closed',
  unansweredBytes: '503 for the oldest arriving body of the range that has most',
  outboundConnections: 'the least recently used is closed',
  requestsPerSecond: '429',
  connectMs: 'the attempt has failed',
  requestMs: 'the connection is closed',
  drainMs: 'the requests are interrupted; their messages are back in the queue',
  tapMs: 'the call has failed',
}

describe('docs/limits.md', () => {
  it('has tables that are generated from the schema', async () => {
    // `npx vitest run docs/limits -u` writes them.
    const page = readFileSync(FILE, 'utf8')
    const written = withTable(withTable(page, 'limits', limitRows()), 'settings', settingRows())
    await expect(written).toMatchFileSnapshot(FILE)
  })

  const [, , fixed = []] = readPage('docs/limits.md').tables.map(rowsOf)

  it.each(fixed)('%s: %s', (_, value, where) => {
    const [, constant = '', file = ''] = /`(\w+)` in \[.*\]\(\.\.\/(.*)\)/.exec(where) ?? []
    expect(Number(value.replaceAll(',', ''))).toBe(constantIn(file, constant))
  })
})

function limitRows(): readonly string[] {
  const rows = Object.entries(BEYOND).map(([name, beyond]) => {
    const schema: Schema = Reflect.get(limits.properties, name)
    return `| \`limits.${name}\` | ${defaultOf(schema)} | ${schema.description} | ${beyond} |`
  })
  return ['| option | default | what it limits | above it |', '|---|---|---|---|', ...rows]
}

function settingRows(): readonly string[] {
  const weightRows = Object.entries(weights.properties).map(([name, schema]): [string, Schema] => [
    `weights.${name}`,
    schema,
  ])
  const rows = [...Object.entries({ sendrate, byterate, killtimeout, idleAnnounce }), ...weightRows]
  return [
    '| option | default | what it is |',
    '|---|---|---|',
    ...rows.map(([name, schema]) => `| \`${name}\` | ${defaultOf(schema)} | ${schema.description} |`),
  ]
}

interface Schema {
  readonly default?: number
  readonly description: string
}

function defaultOf({ default: standard }: Schema): string {
  if (standard === undefined) return ''
  return Number.isInteger(standard) ? standard.toLocaleString('en') : String(standard)
}

function withTable(page: string, name: string, rows: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`]
  expect(page).toContain(begin)
  const [before, rest = ''] = page.split(begin)
  return `${before}${begin}\n\n${rows.join('\n')}\n\n${end}${rest.split(end)[1]}`
}

/** The value of a constant in a file. */
function constantIn(file: string, constant: string): number {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const [, digits = ''] = new RegExp(`^(?:export )?const ${constant} = ([\\d_.]+)$`, 'm').exec(source) ?? []
  return Number(digits.replaceAll('_', '') || Number.NaN)
}
