import { describe, expect, it } from 'vitest'
import { ClacksError, type ErrorCode } from '../../src/errors.js'
import { failureReason } from '../../src/outbound/failure-reason.js'

describe('the reason of a failure', () => {
  it.each([
    [200, 'not-understood'],
    [400, 'not-understood'],
    [403, 'forbidden'],
    [404, 'other'],
    [405, 'not-understood'],
    [413, 'over-limit'],
    [415, 'not-understood'],
    [422, 'rejected'],
    [429, 'busy'],
    [500, 'peer-failed'],
    [502, 'peer-failed'],
    [503, 'busy'],
  ])('of an answer %d is %s', (status, reason) => {
    expect(failureReason(status, undefined)).toBe(reason)
  })

  it.each<[ErrorCode, string]>([
    ['ERR_CLACKS_PEER_TIMEOUT', 'timeout'],
    ['ERR_CLACKS_PEER_KEY_CHANGED', 'untrusted'],
    ['ERR_CLACKS_PEER_UNTRUSTED', 'untrusted'],
    ['ERR_CLACKS_ADDRESS_BLOCKED', 'blocked'],
    ['ERR_CLACKS_PEER_IS_SELF', 'blocked'],
    ['ERR_CLACKS_PEER_UNREACHABLE', 'unreachable'],
  ])('of %s is %s', (code, reason) => {
    expect(failureReason(undefined, new ClacksError(code, ''))).toBe(reason)
  })

  it('of any other error is unreachable', () => {
    expect(failureReason(undefined, new Error('reset'))).toBe('unreachable')
  })
})
