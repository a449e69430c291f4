import { readFile } from 'node:fs/promises'
import { createNetwork } from 'clacks/testing'
import { expect, test } from 'vitest'
import { allDefinitions, metricRows } from './metric-rows.js'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the README has a row for each metric, and no other', async () => {
  await using network = await createNetwork({ nodes: 1 })
  const rows = metricRows(allDefinitions(network.node(0)))
  const [, table = ''] = readme.split('## All metrics')
  const shown = table.split('\n\n')[1]?.split('\n').slice(2)
  expect(shown).toEqual(rows)
})

test('the README has every reason, and no other', async () => {
  await using network = await createNetwork({ nodes: 1 })
  const { failed, discarded, refused } = network.node(0).measurements()
  for (const [outcome, counts] of Object.entries({ failed, discarded, refused })) {
    const [, row = ''] = readme.split(`| \`clacks_messages_${outcome}_total\` | `).slice(1)
    const named = [...(row.split('\n')[0] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)
    const taps = ['received']
    const reasons = named.filter((name = '') => !taps.includes(name))
    expect(reasons.sort(), outcome).toEqual(Object.keys(counts).sort())
  }
})
