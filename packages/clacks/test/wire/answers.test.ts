import { describe, expect, it } from 'vitest'
import { meaningOf } from '../../src/wire/answers.js'

describe('meaningOf', () => {
  it.each([
    [200, 'reached', 'delivered'],
    [400, 'reached', 'never-there'],
    [403, 'reached', 'elsewhere'],
    [413, 'reached', 'elsewhere'],
    [422, 'reached', 'elsewhere'],
    [429, 'resting', 'stays'],
    [503, 'resting', 'stays'],
    [500, 'failed', 'stays'],
    [502, 'failed', 'stays'],
    [201, 'failed', 'stays'],
    [202, 'failed', 'stays'],
    [204, 'failed', 'stays'],
    [302, 'failed', 'stays'],
  ])('%i: the peer is %s, the message is %s', (status, peer, message) => {
    expect(meaningOf(status)).toEqual({ peer, message })
  })

  it('delivers at 200 and at nothing else', () => {
    const delivered = Array.from({ length: 500 }, (_, at) => at + 100).filter(
      (status) => meaningOf(status).message === 'delivered',
    )
    expect(delivered).toEqual([200])
  })
})
