import { describe, expect, it } from 'vitest'
import { meaningOf } from '../../src/wire/answers.js'

describe('meaningOf', () => {
  it.each([
    [200, 'reached', 'delivered'],
    [400, 'reached', 'exclude-peer'],
    [403, 'reached', 'retry-elsewhere'],
    [413, 'reached', 'retry-elsewhere'],
    [422, 'reached', 'retry-elsewhere'],
    [429, 'backing-off', 'retry-anywhere'],
    [503, 'backing-off', 'retry-anywhere'],
    [500, 'failed', 'retry-anywhere'],
    [502, 'failed', 'retry-anywhere'],
    [201, 'failed', 'retry-anywhere'],
    [202, 'failed', 'retry-anywhere'],
    [204, 'failed', 'retry-anywhere'],
    [302, 'failed', 'retry-anywhere'],
  ])('%i: the peer is %s, the message is %s', (status, peer, message) => {
    expect(meaningOf(status)).toEqual({ peer, message })
  })

  it('means delivered for 200 only', () => {
    const delivered = Array.from({ length: 500 }, (_, at) => at + 100).filter(
      (status) => meaningOf(status).message === 'delivered',
    )
    expect(delivered).toEqual([200])
  })
})
