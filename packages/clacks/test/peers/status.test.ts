import { describe, expect, it } from 'vitest'
import { nextStatus } from '../../src/peers/status.js'

const HOUR = 3_600_000

describe('nextStatus', () => {
  it.each([
    ['new', 'exchanged', 0, 'alive'],
    ['alive', 'exchanged', 0, 'alive'],
    ['lost', 'exchanged', 0, 'alive'],
    ['dead', 'exchanged', 0, 'alive'],
    ['new', 'failed', 0, 'lost'],
    ['alive', 'failed', 10 * HOUR, 'lost'],
    ['lost', 'failed', HOUR, 'lost'],
    ['lost', 'failed', HOUR + 1, 'dead'],
    ['dead', 'failed', 10 * HOUR, 'dead'],
    ['alive', 'ignored', 0, 'ignored'],
    ['ignored', 'exchanged', 0, 'ignored'],
    ['ignored', 'failed', 10 * HOUR, 'ignored'],
  ] as const)('%s, %s after %i ms: %s', (status, event, since, next) => {
    expect(nextStatus(status, event, since, HOUR)).toBe(next)
  })
})
