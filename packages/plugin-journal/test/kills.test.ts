import { expect, it } from 'vitest'
import { runKills } from '../harness/kills.js'

// A thousand: `npm run kills -w @clacks/plugin-journal`.
it('killed again and again under load, a node loses nothing, invents nothing, repeats only what the protocol allows', async () => {
  const report = await runKills({ kills: 8, seed: 'ci', fsync: 'always' })
  expect(report).toMatchObject({ lost: [], invented: 0, unexplained: [] })
  expect(report.kills).toBeGreaterThanOrEqual(8)
  expect(report.delivered).toBe(report.accepted)
  expect(report.accepted).toBeGreaterThan(100)
  expect(report.restored).toBeGreaterThan(0)
  expect(report.withoutPeers).toBe(1)
}, 240_000)
